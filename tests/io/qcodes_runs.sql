-- four runs written by QCoDeS 0.58, as SQLite dumps them
BEGIN TRANSACTION;
CREATE TABLE dependencies (
    dependent INTEGER,
    independent INTEGER,
    axis_num INTEGER
);
INSERT INTO "dependencies" VALUES(2,1,0);
INSERT INTO "dependencies" VALUES(3,1,0);
INSERT INTO "dependencies" VALUES(6,4,0);
INSERT INTO "dependencies" VALUES(6,5,1);
INSERT INTO "dependencies" VALUES(8,7,0);
INSERT INTO "dependencies" VALUES(10,9,0);
INSERT INTO "dependencies" VALUES(11,9,0);
CREATE TABLE experiments (
    exp_id INTEGER PRIMARY KEY,
    name TEXT,
    sample_name TEXT,
    start_time INTEGER,
    end_time INTEGER,
    run_counter INTEGER,
    format_string TEXT
);
INSERT INTO "experiments" VALUES(1,'film','A',1.79533201371728157996e+09,NULL,4,'{}-{}-{}');
CREATE TABLE layouts (
    layout_id INTEGER PRIMARY KEY,
    run_id INTEGER,
    parameter TEXT,
    label TEXT,
    unit TEXT,
    inferred_from TEXT,
    FOREIGN KEY(run_id)
    REFERENCES
        runs(run_id)
);
INSERT INTO "layouts" VALUES(1,1,'mxc_temp','Temperature','K','');
INSERT INTO "layouts" VALUES(2,1,'lockin_R','Resistance','ohm','');
INSERT INTO "layouts" VALUES(3,1,'lockin_phase','Phase','deg','');
INSERT INTO "layouts" VALUES(4,2,'magnet_z','Field','T','');
INSERT INTO "layouts" VALUES(5,2,'vbias','Bias','mV','');
INSERT INTO "layouts" VALUES(6,2,'dIdV','Conductance','uS','');
INSERT INTO "layouts" VALUES(7,3,'mxc_temp','Temperature','K','');
INSERT INTO "layouts" VALUES(8,3,'lockin_R','Resistance','ohm','');
INSERT INTO "layouts" VALUES(9,4,'magnet_z','Field','T','');
INSERT INTO "layouts" VALUES(10,4,'sample_T','Temperature','K','');
INSERT INTO "layouts" VALUES(11,4,'lockin_R','Resistance','ohm','');
CREATE TABLE "results-1-1" (
                id INTEGER PRIMARY KEY
            , "mxc_temp" numeric, "lockin_R" numeric, "lockin_phase" numeric);
INSERT INTO "results-1-1" VALUES(1,6,NULL,0.1);
INSERT INTO "results-1-1" VALUES(2,6,9.99999997938846263423e+01,NULL);
INSERT INTO "results-1-1" VALUES(3,5.5,NULL,0.1);
INSERT INTO "results-1-1" VALUES(4,5.5,99.9999694097773,NULL);
INSERT INTO "results-1-1" VALUES(5,5,NULL,0.1);
INSERT INTO "results-1-1" VALUES(6,5,9.999546021312976052e+01,NULL);
INSERT INTO "results-1-1" VALUES(7,4.5,NULL,0.1);
INSERT INTO "results-1-1" VALUES(8,4.5,9.93307149075715187756e+01,NULL);
INSERT INTO "results-1-1" VALUES(9,4,NULL,0.1);
INSERT INTO "results-1-1" VALUES(10,4,50,NULL);
INSERT INTO "results-1-1" VALUES(11,3.5,NULL,0.1);
INSERT INTO "results-1-1" VALUES(12,3.5,6.69285092428485550719e-01,NULL);
INSERT INTO "results-1-1" VALUES(13,3,NULL,0.1);
INSERT INTO "results-1-1" VALUES(14,3,4.53978687024343945805e-03,NULL);
INSERT INTO "results-1-1" VALUES(15,2.5,NULL,0.1);
INSERT INTO "results-1-1" VALUES(16,2.5,3.05902226925624734369e-05,NULL);
INSERT INTO "results-1-1" VALUES(17,2,NULL,0.1);
INSERT INTO "results-1-1" VALUES(18,2,2.0611536181902035238e-07,NULL);
CREATE TABLE "results-1-2" (
                id INTEGER PRIMARY KEY
            , "magnet_z" numeric, "vbias" array, "dIdV" array);
INSERT INTO "results-1-2" VALUES(1,0,X'934E554D50590300740000007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028352C292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A000000000000F0BF000000000000E0BF0000000000000000000000000000E03F000000000000F03F',X'934E554D50590300740000007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028352C292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A000000000000F03F000000000000D03F0000000000000000000000000000D03F000000000000F03F');
INSERT INTO "results-1-2" VALUES(2,0.5,X'934E554D50590300740000007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028352C292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A000000000000F0BF000000000000E0BF0000000000000000000000000000E03F000000000000F03F',X'934E554D50590300740000007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028352C292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A000000000000F83F000000000000E83F000000000000E03F000000000000E83F000000000000F83F');
INSERT INTO "results-1-2" VALUES(3,1,X'934E554D50590300740000007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028352C292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A000000000000F0BF000000000000E0BF0000000000000000000000000000E03F000000000000F03F',X'934E554D50590300740000007B276465736372273A20273C6638272C2027666F727472616E5F6F72646572273A2046616C73652C20277368617065273A2028352C292C207D202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020202020200A0000000000000040000000000000F43F000000000000F03F000000000000F43F0000000000000040');
CREATE TABLE "results-1-3" (
                id INTEGER PRIMARY KEY
            , "mxc_temp" numeric, "lockin_R" numeric);
CREATE TABLE "results-1-4" (
                id INTEGER PRIMARY KEY
            , "magnet_z" numeric, "sample_T" numeric, "lockin_R" numeric);
INSERT INTO "results-1-4" VALUES(1,0,2,NULL);
INSERT INTO "results-1-4" VALUES(2,0,NULL,4.53978687024343945805e-03);
INSERT INTO "results-1-4" VALUES(3,0.125,2.000125,NULL);
INSERT INTO "results-1-4" VALUES(4,0.125,NULL,5.52778636923599506203e-02);
INSERT INTO "results-1-4" VALUES(5,0.25,2.00025,NULL);
INSERT INTO "results-1-4" VALUES(6,0.25,NULL,6.69285092428485550719e-01);
INSERT INTO "results-1-4" VALUES(7,0.375,2.000375,NULL);
INSERT INTO "results-1-4" VALUES(8,0.375,NULL,7.58581800212435553021e+00);
INSERT INTO "results-1-4" VALUES(9,0.5,2.0005,NULL);
INSERT INTO "results-1-4" VALUES(10,0.5,NULL,50);
INSERT INTO "results-1-4" VALUES(11,0.625,2.000625,NULL);
INSERT INTO "results-1-4" VALUES(12,0.625,NULL,9.2414181997875644468e+01);
INSERT INTO "results-1-4" VALUES(13,0.75,2.00075,NULL);
INSERT INTO "results-1-4" VALUES(14,0.75,NULL,9.93307149075715187756e+01);
INSERT INTO "results-1-4" VALUES(15,0.875,2.000875,NULL);
INSERT INTO "results-1-4" VALUES(16,0.875,NULL,9.9944722136307646565e+01);
INSERT INTO "results-1-4" VALUES(17,1,2.001,NULL);
INSERT INTO "results-1-4" VALUES(18,1,NULL,9.999546021312976052e+01);
CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    exp_id INTEGER,
    name TEXT,
    result_table_name TEXT,
    result_counter INTEGER,
    run_timestamp INTEGER,
    completed_timestamp INTEGER,
    is_completed BOOL,
    parameters TEXT, guid TEXT, run_description TEXT, "snapshot" TEXT, captured_run_id, captured_counter, "parent_datasets" TEXT, "export_info",
    FOREIGN KEY(exp_id)
    REFERENCES
        experiments(exp_id)
);
INSERT INTO "runs" VALUES(1,1,'cooldown','results-1-1',1,1.79533201394437599181e+09,1.7953320140531270504e+09,1,'mxc_temp,lockin_R,lockin_phase','d24b04b1-0000-0000-0000-01a202207f0c','{"version": 3, "interdependencies": {"paramspecs": [{"name": "mxc_temp", "paramtype": "numeric", "label": "Temperature", "unit": "K", "inferred_from": [], "depends_on": []}, {"name": "lockin_R", "paramtype": "numeric", "label": "Resistance", "unit": "ohm", "inferred_from": [], "depends_on": ["mxc_temp"]}, {"name": "lockin_phase", "paramtype": "numeric", "label": "Phase", "unit": "deg", "inferred_from": [], "depends_on": ["mxc_temp"]}]}, "interdependencies_": {"parameters": {"mxc_temp": {"name": "mxc_temp", "paramtype": "numeric", "label": "Temperature", "unit": "K"}, "lockin_R": {"name": "lockin_R", "paramtype": "numeric", "label": "Resistance", "unit": "ohm"}, "lockin_phase": {"name": "lockin_phase", "paramtype": "numeric", "label": "Phase", "unit": "deg"}}, "dependencies": {"lockin_R": ["mxc_temp"], "lockin_phase": ["mxc_temp"]}, "inferences": {}, "standalones": []}, "shapes": null}',NULL,1,1,'[]',NULL);
INSERT INTO "runs" VALUES(2,1,'map','results-1-2',2,1.79533201413234114653e+09,1.7953320141564986706e+09,1,'magnet_z,vbias,dIdV','b15504ca-0000-0000-0000-01a202207ff1','{"version": 3, "interdependencies": {"paramspecs": [{"name": "magnet_z", "paramtype": "numeric", "label": "Field", "unit": "T", "inferred_from": [], "depends_on": []}, {"name": "vbias", "paramtype": "array", "label": "Bias", "unit": "mV", "inferred_from": [], "depends_on": []}, {"name": "dIdV", "paramtype": "array", "label": "Conductance", "unit": "uS", "inferred_from": [], "depends_on": ["magnet_z", "vbias"]}]}, "interdependencies_": {"parameters": {"magnet_z": {"name": "magnet_z", "paramtype": "numeric", "label": "Field", "unit": "T"}, "vbias": {"name": "vbias", "paramtype": "array", "label": "Bias", "unit": "mV"}, "dIdV": {"name": "dIdV", "paramtype": "array", "label": "Conductance", "unit": "uS"}}, "dependencies": {"dIdV": ["magnet_z", "vbias"]}, "inferences": {}, "standalones": []}, "shapes": null}',NULL,2,2,'[]',NULL);
INSERT INTO "runs" VALUES(3,1,'empty','results-1-3',3,1.79533201421232581134e+09,1.7953320142246363163e+09,1,'mxc_temp,lockin_R','230ea68f-0000-0000-0000-01a202208055','{"version": 3, "interdependencies": {"paramspecs": [{"name": "mxc_temp", "paramtype": "numeric", "label": "Temperature", "unit": "K", "inferred_from": [], "depends_on": []}, {"name": "lockin_R", "paramtype": "numeric", "label": "Resistance", "unit": "ohm", "inferred_from": [], "depends_on": ["mxc_temp"]}]}, "interdependencies_": {"parameters": {"mxc_temp": {"name": "mxc_temp", "paramtype": "numeric", "label": "Temperature", "unit": "K"}, "lockin_R": {"name": "lockin_R", "paramtype": "numeric", "label": "Resistance", "unit": "ohm"}}, "dependencies": {"lockin_R": ["mxc_temp"]}, "inferences": {}, "standalones": []}, "shapes": null}',NULL,3,3,'[]',NULL);
INSERT INTO "runs" VALUES(4,1,'field sweep','results-1-4',4,1795332014.30431,1.79533201433253192897e+09,1,'magnet_z,sample_T,lockin_R','da0265f7-0000-0000-0000-01a202208099','{"version": 3, "interdependencies": {"paramspecs": [{"name": "magnet_z", "paramtype": "numeric", "label": "Field", "unit": "T", "inferred_from": [], "depends_on": []}, {"name": "sample_T", "paramtype": "numeric", "label": "Temperature", "unit": "K", "inferred_from": [], "depends_on": ["magnet_z"]}, {"name": "lockin_R", "paramtype": "numeric", "label": "Resistance", "unit": "ohm", "inferred_from": [], "depends_on": ["magnet_z"]}]}, "interdependencies_": {"parameters": {"magnet_z": {"name": "magnet_z", "paramtype": "numeric", "label": "Field", "unit": "T"}, "sample_T": {"name": "sample_T", "paramtype": "numeric", "label": "Temperature", "unit": "K"}, "lockin_R": {"name": "lockin_R", "paramtype": "numeric", "label": "Resistance", "unit": "ohm"}}, "dependencies": {"sample_T": ["magnet_z"], "lockin_R": ["magnet_z"]}, "inferences": {}, "standalones": []}, "shapes": null}',NULL,4,4,'[]',NULL);
COMMIT;
