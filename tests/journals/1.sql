BEGIN TRANSACTION;
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
);
INSERT INTO "events" VALUES(1,'run','{"at":1790000000.25,"pid":1,"host":"höst","version":"1","command":"run"}');
INSERT INTO "events" VALUES(2,'imported','{"at":1790000000.25,"line":{"uid":"t_9","job":"dusk","take":1,"key":"k1:0","from":"video_a","profile":"emulator","origin":"emulator:local","prompt":"Make it dusk","id":"video_9"}}');
INSERT INTO "events" VALUES(3,'intent','{"at":1790000000.25,"uid":"t_1","job":"dusk","take":1,"key":"k1:0","parent":"video_a","profile":"emulator","origin":"emulator:local","model":null,"params":{"seed":7,"scale":0.5,"loop":true,"none":null,"words":["a"]},"prompt":"Make it dusk 🌅   ''quoted'' \u0000 \\ \n","usd":2400000,"position":3}');
INSERT INTO "events" VALUES(4,'submitted','{"at":1790000000.25,"uid":"t_1","id":"video_1","seconds":"8","size":"1280x720","expires":1790003600.25,"links":{"poll":"/v1/x"},"note":"odd"}');
INSERT INTO "events" VALUES(5,'deferred','{"at":1790000000.25,"uid":"t_1","scope":"later","wait":1.5,"code":"429","message":"slow down"}');
INSERT INTO "events" VALUES(6,'rejected','{"at":1790000000.25,"uid":"t_1","code":"400","message":"no"}');
INSERT INTO "events" VALUES(7,'refused','{"at":1790000000.25,"uid":"t_1","code":"moderation_blocked","message":"no"}');
INSERT INTO "events" VALUES(8,'unclear','{"at":1790000000.25,"uid":"t_1","reason":"timed out"}');
INSERT INTO "events" VALUES(9,'completed','{"at":1790000000.25,"uid":"t_1","seconds":"8","size":null,"expires":null,"links":{"result":"/y"},"usd":1,"usd_basis":"price"}');
INSERT INTO "events" VALUES(10,'failed','{"at":1790000000.25,"uid":"t_1","code":"x","message":"gave up"}');
INSERT INTO "events" VALUES(11,'fetched','{"at":1790000000.25,"uid":"t_1","sha256":"ab","file":"videos/dusk.1-1.mp4"}');
INSERT INTO "events" VALUES(12,'gone','{"at":1790000000.25,"uid":"t_1","reason":"expired"}');
INSERT INTO "events" VALUES(13,'settled','{"at":1790000000.25,"uid":"t_1","by":"ana"}');
INSERT INTO "events" VALUES(14,'adopted','{"at":1790000000.25,"uid":"t_2","id":"video_2","by":"ana","seconds":"8","size":null,"expires":null,"links":{}}');
INSERT INTO "events" VALUES(15,'moved','{"at":1790000000.25,"source":"dusk","target":"evening"}');
CREATE TABLE open_intents (          -- one open intent a take
    job TEXT NOT NULL, take INTEGER NOT NULL, uid TEXT NOT NULL UNIQUE,
    PRIMARY KEY (job, take)
);
CREATE TABLE owners (                -- one owner an id
    origin TEXT NOT NULL, id TEXT NOT NULL, uid TEXT NOT NULL,
    PRIMARY KEY (origin, id)
);
INSERT INTO "owners" VALUES('emulator:local','video_9','t_9');
INSERT INTO "owners" VALUES('emulator:local','video_1','t_1');
INSERT INTO "owners" VALUES('','video_2','t_2');
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',15);
PRAGMA user_version=1;
COMMIT;
