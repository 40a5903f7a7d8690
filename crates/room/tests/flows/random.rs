//! Random sequences of what managers decide, by three of them, over a wire that loses, repeats and
//! reorders requests, and by which some are gone for good in the middle: after each step every member can open
//! exactly what the rules say, and all honest programs agree on every chain that they share. One folder is a clean
//! team's, whose granters change; documents get rights of their own, and lose them.
//!
//! What the rules say is worked out here a second time, folder by folder from the bottom up.
//! `SEALROOM_SEEDS=n` tries more sequences.

mod game;
mod rules;

use game::Game;
use room::{Level, MemberId, Op, Principal, ScopeId};
use rules::Dice;

use crate::support::*;

/// Steps of one sequence.
const STEPS: usize = 18;

/// What managers do.
#[derive(Debug)]
enum Step {
    /// A change of the plan.
    Plan(Op),
    /// A document gets rights of its own, or loses them.
    Own(String, bool),
}

impl Game {
    fn step(&self, dice: &mut Dice) -> Step {
        if dice.roll(3) == 0 {
            return Step::Plan(self.clean_step(dice));
        }
        let docs = self.docs.iter().filter(|(_, (_, at))| *at != self.clean);
        let docs: Vec<_> = docs.collect();
        let (name, (_, at)) = docs[dice.roll(docs.len())];
        if dice.roll(4) == 0 {
            return Step::Own(name.clone(), !self.is_own(at));
        }
        // a rule is for a folder, or for the document that lies in it by itself
        match dice.roll(3) == 0 && self.is_own(at) {
            true => Step::Plan(self.rule(dice, *at)),
            false => Step::Plan(self.change(dice)),
        }
    }

    /// What somebody may do in a folder, or with a document.
    fn rule(&self, dice: &mut Dice, scope: ScopeId) -> Op {
        let who = self.somebody(dice, 3);
        let levels = [
            None,
            Some(Level::Nothing),
            Some(Level::Read),
            Some(Level::Write),
        ];
        Op::Access(who, scope, levels[dice.roll(4)])
    }

    /// One reader of so many, or else a group.
    fn somebody(&self, dice: &mut Dice, of: usize) -> Principal {
        let reader = &self.readers[dice.roll(self.readers.len())];
        let group = self.groups[dice.roll(2)];
        match dice.roll(of) == 0 {
            true => Principal::member(&reader.member),
            false => group,
        }
    }

    fn change(&self, dice: &mut Dice) -> Op {
        let folder = self.folders[dice.roll(self.folders.len())];
        let reader = Principal::member(&self.readers[dice.roll(self.readers.len())].member);
        let group = self.groups[dice.roll(2)];
        match dice.roll(11) {
            0..=3 => self.rule(dice, folder),
            4 => Op::Belongs(reader, group, dice.roll(2) == 0),
            5 => Op::Closed(folder, dice.roll(2) == 0),
            8..=10 => {
                let who = self.somebody(dice, 2);
                Op::Sends(who, folder, dice.roll(3) > 0)
            }
            _ => {
                let to = self.folders[dice.roll(self.folders.len())];
                let top = *self.folders.last().unwrap();
                if folder == top || self.rules.is_below(to, folder) {
                    Op::Belongs(reader, group, true)
                } else {
                    Op::Place(folder, Some(to))
                }
            }
        }
    }

    /// Somebody who grants in the clean team's folder lets somebody in or out; one who grants stays.
    fn clean_step(&self, dice: &mut Dice) -> Op {
        let readers = self.readers.iter().filter(|reader| !reader.ended);
        let mut all: Vec<MemberId> = readers.map(|reader| reader.member).collect();
        all.extend(self.managers.iter().map(|manager| manager.member));
        let who = all[dice.roll(all.len())];
        let stays = self
            .able(true)
            .iter()
            .any(|at| self.managers[*at].member != who);
        let level = match dice.roll(2) == 0 && stays {
            true => Level::Nothing,
            false => Level::Read,
        };
        Op::Access(Principal::member(&who), self.clean, Some(level))
    }
}

#[test]
fn whatever_managers_decide_members_open_what_the_rules_say() {
    let seeds = std::env::var("SEALROOM_SEEDS").ok();
    let seeds: u64 = seeds.and_then(|said| said.parse().ok()).unwrap_or(3);
    for seed in 1..=seeds {
        run(async {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let mut game = game::begin().await;
            let mut said = format!("seed {seed}");
            for step in 0..STEPS {
                if step % 6 == 5 {
                    game.end(&mut dice).await;
                    said.push_str("\nend");
                    game.check_anew(&said).await;
                } else {
                    let step = game.step(&mut dice);
                    said.push_str(&format!("\n{step:?}"));
                    game.decide(&mut dice, &step).await;
                }
                game.check(&said).await;
            }
            game.agree().await;
        });
    }
}
