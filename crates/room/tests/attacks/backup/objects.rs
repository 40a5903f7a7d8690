//! An archive of which something was changed, left out, exchanged or added.

use ledger::Refusal;
use ledger::archive::{Flaw, Missing};
use ledger::entry::Public;
use ledger::ids::Hash;
use room::archive::BLOCK;

use super::*;

#[test]
fn what_is_put_together_again_unchanged_holds() {
    run(async {
        let kept = kept().await;
        let again = unpack(&kept.archive).pack(&kept.key);
        assert_eq!(again, kept.archive);
        check(&[again]).await.unwrap();
    });
}

#[test]
fn a_bit_that_is_changed_anywhere_is_found() {
    run(async {
        let kept = kept().await;
        let len = kept.archive.len();
        // every kind of place comes up: headers, entries, bodies, grants, parts, padding, list, manifest, the end
        let mut at = 0usize;
        for n in 0..300usize {
            at = (at + 7919 + n * 104_729) % len;
            let mut archive = kept.archive.clone();
            archive[at] ^= 1 << (n % 8);
            let found = check(&[archive]).await;
            assert!(found.is_err(), "bit {} of byte {at}", n % 8);
        }
        // and more often in the manifest, its header and the end
        let manifest = kept.archive.len() - 2 * BLOCK - 4096;
        for at in (manifest..len).step_by(29) {
            let mut archive = kept.archive.clone();
            archive[at] ^= 1 << (at % 8);
            assert!(check(&[archive]).await.is_err(), "byte {at}");
        }
    });
}

#[test]
fn an_archive_that_is_cut_or_goes_on_is_none() {
    run(async {
        let kept = kept().await;
        let len = kept.archive.len();
        for end in [0, 1, BLOCK, len / 3, len - 2 * BLOCK, len - BLOCK, len - 1] {
            let archive = kept.archive[..end].to_vec();
            assert!(check(&[archive]).await.is_err(), "{end} bytes");
        }
        let more = [&kept.archive[..], &[0; BLOCK]].concat();
        assert_eq!(refused(&[more]).await, ArchiveError::Frame);
        // nothing but the end is no further archive
        let empty = vec![0; 2 * BLOCK];
        let row = [kept.archive.clone(), empty];
        assert_eq!(refused(&row).await, Flaw::Cut.into());
        // two in one are not one
        let body = kept.archive.len() - 2 * BLOCK;
        let twice = [&kept.archive[..body], &kept.archive[..]].concat();
        assert_eq!(refused(&[twice]).await, Flaw::Order.into());
    });
}

#[test]
fn a_chain_that_is_cut_at_its_end_is_found() {
    run(async {
        let kept = kept().await;
        for chain in [ChainId::FRONT, ChainId::ROSTER, kept.anna.2] {
            let cut = |unpacked: &mut Unpacked| {
                let last = last_of(unpacked, chain);
                unpacked.objects.remove(last);
                if unpacked
                    .objects
                    .get(last)
                    .is_some_and(|(name, _)| is_body(name))
                {
                    unpacked.objects.remove(last);
                }
            };
            let found = kept.changed(cut).await;
            // what was built on it may be missed first
            let fits = matches!(
                found,
                ArchiveError::Flaw(Flaw::Heads | Flaw::Entry { .. } | Flaw::Grant)
            );
            assert!(fits, "{found}");
            // the maker's own signature says that it was longer
            let mut unpacked = unpack(&kept.archive);
            cut(&mut unpacked);
            let stranger = SigningKey::make(&mut seal::rng::Platform::new().unwrap());
            let archive = unpacked.pack(&stranger);
            assert!(check(&[archive]).await.is_err());
        }
    });
}

#[test]
fn an_entry_that_is_exchanged_moved_or_repeated_is_found() {
    run(async {
        let kept = kept().await;
        let entry = |unpacked: &Unpacked, n: u64| {
            unpacked.find(|name| *name == ObjectName::Entry(ChainId::ROSTER, n))
        };
        let exchanged = kept
            .changed(|unpacked| {
                let (one, two) = (entry(unpacked, 1), entry(unpacked, 2));
                let bytes = unpacked.objects[one].1.clone();
                unpacked.objects[one].1 = std::mem::replace(&mut unpacked.objects[two].1, bytes);
            })
            .await;
        let elsewhere = Flaw::Entry {
            chain: ChainId::ROSTER,
            seq: 1,
            why: Refusal::Elsewhere,
        };
        assert_eq!(exchanged, elsewhere.into());
        let moved = kept
            .changed(|unpacked| {
                let (one, two) = (entry(unpacked, 1), entry(unpacked, 2));
                unpacked.objects.swap(one, two);
            })
            .await;
        assert!(
            matches!(moved, ArchiveError::Flaw(Flaw::Order | Flaw::Entry { .. })),
            "{moved}"
        );
        let repeated = kept
            .changed(|unpacked| {
                let one = entry(unpacked, 0);
                let again = unpacked.objects[one].clone();
                unpacked.objects.insert(one, again);
            })
            .await;
        assert_eq!(repeated, Flaw::Order.into());
        let left_out = kept
            .changed(|unpacked| {
                let one = entry(unpacked, 1);
                unpacked.objects.remove(one);
            })
            .await;
        assert!(
            matches!(
                left_out,
                ArchiveError::Flaw(Flaw::Order | Flaw::Entry { .. })
            ),
            "{left_out}"
        );
        // a body before its entry, or behind another one
        let early = kept
            .changed(|unpacked| {
                let body = unpacked.find(is_body);
                unpacked.objects.swap(body - 1, body);
            })
            .await;
        assert_eq!(early, Flaw::Order.into());
    });
}

#[test]
fn an_entry_that_nobody_with_the_right_signed_is_found_also_with_the_stores_help() {
    run(async {
        let kept = kept().await;
        // Anna signs a title, and the store wraps it as if she had the right
        let keys = kept.anna.0.room_keys(&kept.world, &kept.room);
        let raw = Raw::new(&kept.world, kept.room.id());
        let says = Public::Unmanage(owner_of(&kept.room).await);
        let now = kept.world.now();
        let item = raw.forge(&keys.sign, ChainId::FRONT, 0, says, None, now);
        let forged = raw.wrap(&item, now).wrapped;
        let mut unpacked = unpack(&kept.archive);
        let at = last_of(&unpacked, ChainId::FRONT);
        let next = raw.head(ChainId::FRONT).next;
        let behind = (at + 1..)
            .find(|at| !is_body(&unpacked.objects[*at].0))
            .unwrap();
        let name = ObjectName::Entry(ChainId::FRONT, next);
        unpacked.objects.insert(behind, (name, forged));
        let flaw = Flaw::Entry {
            chain: ChainId::FRONT,
            seq: next,
            why: Refusal::NotAllowed,
        };
        assert_eq!(refused(&[unpacked.pack(&kept.key)]).await, flaw.into());
    });
}

#[test]
fn a_wrap_of_another_store_is_found() {
    run(async {
        let kept = kept().await;
        let found = kept
            .changed(|unpacked| {
                let at = last_of(unpacked, ChainId::ROSTER);
                let wrapped = Wrapped::parse(&unpacked.objects[at].1).unwrap();
                unpacked.objects[at].1 = Raw::wrap_by([9; 32], wrapped.signed(), wrapped.time());
            })
            .await;
        let fits = matches!(
            found,
            ArchiveError::Flaw(Flaw::Entry {
                why: Refusal::Signature,
                ..
            })
        );
        assert!(fits, "{found}");
    });
}

#[test]
fn a_body_that_is_left_out_or_exchanged_is_found() {
    run(async {
        let kept = kept().await;
        let out = |unpacked: &mut Unpacked| _ = unpacked.objects.remove(unpacked.find(is_body));
        assert_eq!(kept.changed(out).await, Flaw::Missing.into());
        // as if it had never been there
        let said = kept
            .changed(|unpacked| {
                let at = unpacked.find(is_body);
                let ObjectName::Body(hash) = unpacked.objects[at].0 else {
                    unreachable!()
                };
                unpacked.objects[at].1.push(0);
                unpacked.manifest.missing = vec![Missing::Body(hash)];
            })
            .await;
        assert_eq!(said, Flaw::Body.into());
        let exchanged = kept
            .changed(|unpacked| {
                let (first, last) = (
                    unpacked.find(is_body),
                    unpacked
                        .objects
                        .iter()
                        .rposition(|(name, _)| is_body(name))
                        .unwrap(),
                );
                unpacked.objects[first].1 = unpacked.objects[last].1.clone();
            })
            .await;
        assert_eq!(exchanged, Flaw::Body.into());
    });
}

#[test]
fn a_part_that_is_left_out_exchanged_or_nobodys_is_found() {
    run(async {
        let kept = kept().await;
        let out = |unpacked: &mut Unpacked| _ = unpacked.objects.remove(unpacked.find(is_part));
        assert_eq!(kept.changed(out).await, Flaw::Missing.into());
        let other = |unpacked: &mut Unpacked| {
            let at = unpacked.find(is_part);
            unpacked.objects[at].1[9] ^= 1;
        };
        assert_eq!(kept.changed(other).await, Flaw::Part.into());
        let nobodys = |unpacked: &mut Unpacked| {
            let bytes = vec![1; 400];
            unpacked
                .objects
                .push((ObjectName::Part(Hash::of(&bytes)), bytes));
        };
        assert_eq!(kept.changed(nobodys).await, Flaw::Superfluous.into());
        let twice = |unpacked: &mut Unpacked| {
            let again = unpacked.objects[unpacked.find(is_part)].clone();
            unpacked.objects.push(again);
        };
        assert_eq!(kept.changed(twice).await, Flaw::Superfluous.into());
        // said to be missing, and there
        let there = |unpacked: &mut Unpacked| {
            let ObjectName::Part(hash) = unpacked.objects[unpacked.find(is_part)].0 else {
                unreachable!()
            };
            unpacked.manifest.missing = vec![Missing::Part(hash)];
        };
        assert_eq!(kept.changed(there).await, Flaw::Missing.into());
    });
}

#[test]
fn a_part_is_as_long_as_the_version_says_that_names_it() {
    run(async {
        let kept = kept().await;
        let (raw, top, now) = (
            Raw::new(&kept.world, kept.room.id()),
            root(&kept.room),
            kept.world.now(),
        );
        let bytes = vec![5; 400];
        let archive = |len: u64| {
            let part = ledger::Part {
                hash: Hash::of(&bytes),
                len,
            };
            let says = Public::Docs(vec![ledger::DocVersion {
                doc: ledger::DocId([1; 16]),
                version: ledger::VersionId([2; 16]),
                parts: vec![part],
            }]);
            let body = ledger::Pieces::new([vec![1; 40]]).encode();
            let named = ledger::pieces::named(&says, &body).unwrap();
            let item = raw.forge(
                &kept.key,
                top,
                raw.epoch(top),
                says,
                Some(body.clone()),
                now,
            );
            let mut unpacked = unpack(&kept.archive);
            let last = last_of(&unpacked, top);
            let seq = raw.head(top).next;
            let entry = (ObjectName::Entry(top, seq), raw.wrap(&item, now).wrapped);
            let body = (ObjectName::Body(named), body);
            let behind = (last + 1..).find(|at| !is_body(&unpacked.objects[*at].0));
            unpacked
                .objects
                .splice(behind.unwrap()..behind.unwrap(), [entry, body]);
            let part = (ObjectName::Part(part.hash), bytes.clone());
            unpacked.objects.push(part);
            let heads = unpacked.manifest.heads.iter_mut();
            for one in heads.filter(|one| one.chain == top) {
                one.head.next = seq + 1;
                one.head.hash = Hash::of(&item.entry);
            }
            unpacked.pack(&kept.key)
        };
        check(&[archive(400)]).await.unwrap();
        assert_eq!(refused(&[archive(401)]).await, Flaw::Part.into());
    });
}

#[test]
fn a_grant_that_nobody_gave_and_an_opening_that_nobody_made_are_found() {
    run(async {
        let kept = kept().await;
        let is_grant = |name: &ObjectName| matches!(name, ObjectName::Grant(..));
        let nobodys = |unpacked: &mut Unpacked| {
            let at = unpacked.find(is_grant);
            let ObjectName::Grant(member, _) = unpacked.objects[at].0 else {
                unreachable!()
            };
            let bytes = vec![1; 1374];
            unpacked.objects[at] = (ObjectName::Grant(member, Hash::of(&bytes)), bytes);
            unpacked
                .objects
                .retain(|(name, _)| !matches!(name, ObjectName::Grant(of, _) if *of != member));
        };
        let found = kept.changed(nobodys).await;
        assert!(
            matches!(found, ArchiveError::Flaw(Flaw::Grant | Flaw::Order)),
            "{found}"
        );
        let anothers = |unpacked: &mut Unpacked| {
            let grants: Vec<usize> = (0..unpacked.objects.len())
                .filter(|at| is_grant(&unpacked.objects[*at].0))
                .collect();
            let (first, last) = (grants[0], grants[grants.len() - 1]);
            let (ObjectName::Grant(to, _), ObjectName::Grant(_, hash)) =
                (unpacked.objects[first].0, unpacked.objects[last].0)
            else {
                unreachable!()
            };
            let bytes = unpacked.objects[last].1.clone();
            unpacked.objects[first] = (ObjectName::Grant(to, hash), bytes);
        };
        let found = kept.changed(anothers).await;
        assert!(matches!(found, ArchiveError::Flaw(Flaw::Grant)), "{found}");
        let opened = |unpacked: &mut Unpacked| {
            let opening = ledger::Opening {
                chain: kept.anna.2,
                device: ledger::PublicKey([1; 32]),
                time: 7,
            };
            let at = unpacked.find(is_part);
            let name = ObjectName::Open(kept.anna.2, 0);
            unpacked
                .objects
                .insert(at, (name, ledger::cbor::encode(&opening)));
        };
        assert_eq!(kept.changed(opened).await, Flaw::Opening.into());
    });
}
