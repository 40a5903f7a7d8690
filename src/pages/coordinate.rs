//! What one who coordinates sees instead of who may see what: groups, and what it proposed.

use leptos::prelude::*;

use crate::components::access::matrix::name_of;
use crate::components::access::proposals::ProposalList;
use crate::components::access::propose::ProposeDialog;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::Empty;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::{Access, use_access};
use crate::tasks::proposals::use_proposals;
use crate::tasks::room::Room;
use crate::vault::messages::MatrixRow;

/// The page.
#[component]
pub(crate) fn Coordinate(room: Room) -> impl IntoView {
    let (access, proposals) = (use_access(room), use_proposals(room));
    let proposing = RwSignal::new(false);
    let none = Memo::new(move |_| matches!(proposals.state(), Some(Ok(list)) if list.is_empty()));
    view! {
        <section class="place" data-test="page-proposals">
            <header class="place__head">
                <h2>{tr(Text::Proposals)}</h2>
                <button type="button" class="button button--primary" data-test="propose" on:click=move |_| proposing.set(true)>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::ProposeAct)}
                </button>
            </header>
            <p class="place__text">{tr(Text::ProposalsText)}</p>
            <Show
                when=move || none.get()
                fallback=move || view! { <ProposalList access=access proposals=proposals /> }
            >
                <Empty glyph=Glyph::Person title=Text::NoProposalsTitle text=Text::NoProposalsText test="no-proposals" />
            </Show>
            <GroupsSeen access=access />
        </section>
        <Show when=move || proposing.get()>
            <ProposeDialog access=access proposals=proposals close=Callback::new(move |()| proposing.set(false)) />
        </Show>
    }
}

/// The groups and who is in them.
#[component]
fn GroupsSeen(access: Access) -> impl IntoView {
    let lines = move || {
        let matrix = access.matrix().unwrap_or_default();
        let name = |who: &String| {
            let row = matrix.rows.iter().find(|row| row.who == *who);
            row.map(name_of)
        };
        let line = |group: &MatrixRow| {
            let with: Vec<String> = group.with.iter().filter_map(name).collect();
            let title = lang().group_count(with.len(), &name_of(group));
            view! {
                <li class="member" data-test="group-seen">
                    <Icon glyph=Glyph::Person />
                    <div class="member__what">
                        <p class="member__name"><bdi>{title}</bdi></p>
                        <p class="member__under"><bdi>{with.join(tr(Text::Comma)())}</bdi></p>
                    </div>
                </li>
            }
        };
        let groups = matrix.rows.iter().filter(|row| row.group);
        groups.map(line).collect_view()
    };
    let any = Memo::new(move |_| {
        let matrix = access.matrix().unwrap_or_default();
        matrix.rows.iter().any(|row| row.group)
    });
    view! {
        <Show when=move || any.get()>
            <section class="groups" aria-labelledby="groups-seen">
                <h3 id="groups-seen" class="groups__title">{tr(Text::Groups)}</h3>
                <ul class="members" data-test="groups-seen">{lines}</ul>
            </section>
        </Show>
    }
}
