//! See [`crate::samples`].

use super::*;
use crate::dates::utc;
use crate::samples::{AT, HASH, ROOM, written};

#[test]
fn the_samples_are_what_these_structs_say() {
    let room = || RoomOf {
        id: HASH.to_owned(),
        title: ROOM.to_owned(),
    };
    let made = || Made {
        at: utc(AT),
        by: "周审".to_owned(),
    };
    let channel = ChannelSays {
        room: room(),
        made: made(),
        text: "可匿名举报本数据室中的个人信息问题，来信只有审计人能打开。".to_owned(),
    };
    written(CHANNEL, &channel);
    let report = SignedSays {
        room: room(),
        made: made(),
        text: "华东区名单被多次下载，似与尽调无关。".to_owned(),
        reply: HASH.repeat(20),
    };
    written(SIGNED, &report);
    let answer = AnswerSays {
        room: room(),
        made: made(),
        report: HASH.to_owned(),
        text: "已核查并暂停该成员。".to_owned(),
    };
    written(ANSWER, &answer);
}
