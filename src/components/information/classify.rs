//! Classifies documents or a folder: what a look into them suggests, what a person says, and what follows from it.

use leptos::prelude::*;

use super::marks_form::{MarksFields, MarksForm};
use super::scan_list::ScanList;
use super::variant::VariantOf;
use super::words::marks_line;
use crate::components::access::review::Outcomes;
use crate::components::check_field::CheckField;
use crate::components::dialog::{Dialog, titled};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::use_access;
use crate::tasks::information::{
    Information, classify, marks_of, preview_marks, suggest, use_information,
};
use crate::tasks::room::Room;
use crate::tasks::scan::{Looked, Scanning, suggested, use_scan};
use crate::tasks::work::Work;
use crate::vault::messages::{
    DocRef, DocView, Failure, FolderRef, Marked, Marks, Outcome, RoomView, Said,
};

/// What is classified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Docs(Vec<DocRef>),
    /// A folder, for what is below it and says nothing of its own.
    Folder(FolderRef),
}

type Wishes = Vec<(Marked, Marks)>;

/// The dialog.
#[component]
pub(crate) fn ClassifyDialog(room: Room, what: What, close: Callback<()>) -> impl IntoView {
    let review = RwSignal::new(None::<(Wishes, Vec<Outcome>)>);
    let information = use_information(room);
    let back = Callback::new(move |()| review.set(None));
    let what = StoredValue::new(what);
    // the form keeps what was chosen while what follows from it is shown
    view! {
        <Dialog title=titled(Text::ClassifyTitle) close=close test="classify-dialog">
            <div hidden=move || review.with(Option::is_some)>
                <Form room=room what=what.get_value() information=information review=review close=close />
            </div>
            {move || review.get().map(|(wishes, found)| view! {
                <Review room=room wishes=wishes found=found back=back close=close />
            })}
        </Dialog>
    }
}

#[component]
fn Form(
    room: Room,
    what: What,
    information: Information,
    review: RwSignal<Option<(Wishes, Vec<Outcome>)>>,
    close: Callback<()>,
) -> impl IntoView {
    let manage = untrack(|| room.view()).is_some_and(|view| view.manage);
    let docs = match (&what, untrack(|| room.view())) {
        (What::Docs(docs), Some(view)) => named(&view, docs),
        _ => Vec::new(),
    };
    let (work, form) = (Work::new(), MarksForm::new());
    let scanning = use_scan(room, &docs);
    let takes = RwSignal::new(true);
    let rules = Signal::derive(move || {
        let overview = information.overview();
        overview.map(|all| all.rules.clone()).unwrap_or_default()
    });
    let leave = Signal::derive(move || match scanning.any() && takes.get() {
        true => tr(Text::AsFound)().to_owned(),
        false => tr(Text::LeaveAsIs)().to_owned(),
    });
    let asked = StoredValue::new(what.clone());
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(said) = form.read() else { return };
        let wishes = asked.with_value(|what| wishes(what, &said, scanning, takes.get_untracked()));
        if wishes.is_empty() {
            return work.fail(Failure::NothingChosen);
        }
        if !manage {
            let each = wishes.into_iter().filter_map(|(what, marks)| match what {
                Marked::Doc(doc) => Some((doc, marks)),
                Marked::Folder(_) => None,
            });
            let job = suggest(room, each.collect());
            return work.run(job, move |()| close.run(()));
        }
        let job = async move {
            let found = preview_marks(room, wishes.clone()).await?;
            if found.is_empty() {
                classify(room, wishes).await?;
                return Ok(None);
            }
            Ok(Some((wishes, found)))
        };
        work.run(job, move |shown| match shown {
            None => close.run(()),
            shown => review.set(shown),
        });
    };
    let (reads, single) = (!docs.is_empty(), docs.len() == 1);
    view! {
        <form class="form" on:submit=send on:input=move |_| work.forgive()>
            <Now room=room what=what docs=docs.len() rules=rules />
            {reads.then(|| view! {
                <ScanList scanning=scanning />
                <Show when=move || scanning.any()>
                    <CheckField label=Text::TakeFound on=takes id="marks-take" hint=Text::TakeFoundHint />
                </Show>
            })}
            <h3 class="dialog__part">{tr(Text::MarksSaid)}</h3>
            <MarksFields form=form rules=rules leave=leave />
            {single.then(|| view! { <VariantOf room=room form=form /> })}
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit
                    act=if manage { Text::ClassifyAct } else { Text::SuggestAct }
                    busy=Text::SaveBusy
                    work=work
                    test="classify-save"
                    disabled=Signal::derive(move || scanning.is_running())
                />
            </div>
        </form>
    }
}

/// What it is about, and how it is classified now.
#[component]
fn Now(
    room: Room,
    what: What,
    docs: usize,
    rules: Signal<Vec<crate::vault::messages::TierRule>>,
) -> impl IntoView {
    let one = match what {
        What::Folder(folder) => Some(Marked::Folder(folder)),
        What::Docs(docs) if docs.len() == 1 => docs.into_iter().next().map(Marked::Doc),
        What::Docs(_) => None,
    };
    let folder = matches!(one, Some(Marked::Folder(_)));
    let there = one.map(|one| {
        LocalResource::new(move || {
            let one = one.clone();
            async move { marks_of(room, vec![one]).await }
        })
    });
    let now = move || {
        let found = there?.get()?.ok()?.into_iter().next()?;
        let line = rules.with(|rules| marks_line(&found.holds, rules));
        let original = match found.holds.variant_of {
            Some(Said::Is(doc)) => room.view().and_then(|view| {
                let mut docs = view.docs.iter();
                docs.find(|one| one.doc == doc).map(|one| one.name.clone())
            }),
            _ => None,
        };
        Some(view! {
            <p data-test="marks-now">{lang().marks_now(&line)}</p>
            {original.map(|name| view! { <p class="field__hint" data-test="marks-variant-now">{lang().variant_of(&name)}</p> })}
        })
    };
    view! {
        {now}
        {folder.then(|| view! { <p class="field__hint">{tr(Text::ClassifyFolderHint)}</p> })}
        {(docs > 1).then(|| view! { <p class="dialog__text">{move || lang().classify_count(docs)}</p> })}
    }
}

/// What would be taken and given by it.
#[component]
fn Review(
    room: Room,
    wishes: Wishes,
    found: Vec<Outcome>,
    back: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let (work, access) = (Work::new(), use_access(room));
    let wishes = StoredValue::new(wishes);
    let go = move |_| {
        work.run(classify(room, wishes.get_value()), move |()| close.run(()));
    };
    view! {
        <p class="note note--warning" data-test="classify-takes">{tr(Text::ClassifyTakes)}</p>
        <Outcomes access=access found=found />
        <WorkFailure work=work />
        <div class="dialog__buttons">
            <button type="button" class="button" on:click=move |_| back.run(())>{tr(Text::ReviewBack)}</button>
            <button
                type="button"
                class="button button--primary"
                data-test="classify-go"
                disabled=move || work.is_running()
                aria-busy=move || work.is_running().to_string()
                on:click=go
            >
                {move || if work.is_running() { tr(Text::SaveBusy)() } else { tr(Text::ClassifyAct)() }}
            </button>
        </div>
    }
}

fn named(view: &RoomView, docs: &[DocRef]) -> Vec<DocView> {
    let find = |id: &DocRef| view.docs.iter().find(|doc| doc.doc == *id).cloned();
    docs.iter().filter_map(find).collect()
}

/// A label for each: what was found in it, and over that what was said of all.
fn wishes(what: &What, said: &Marks, scanning: Scanning, takes: bool) -> Wishes {
    let over = |found: Marks| Marks {
        tier: said.tier.clone().or(found.tier),
        subjects: said.subjects.clone().or(found.subjects),
        matters: said.matters.clone().or(found.matters),
        personal: said.personal.clone().or(found.personal),
        sensitive: said.sensitive.clone().or(found.sensitive),
        found: found.found,
        persons: said.persons.clone().or(found.persons),
        source: said.source.clone(),
        owner: said.owner.clone(),
        purpose: said.purpose.clone(),
        variant_of: said.variant_of.clone(),
    };
    let all: Wishes = match what {
        What::Folder(folder) => vec![(Marked::Folder(folder.clone()), said.clone())],
        What::Docs(docs) => {
            let lines = scanning.lines.get_value();
            let found = |doc: &DocRef| {
                let line = lines.iter().find(|line| line.doc == *doc)?;
                match line.looked.get_untracked() {
                    Looked::Found(findings) if takes => Some(suggested(&findings)),
                    _ => None,
                }
            };
            let each = docs.iter().map(|doc| {
                let marks = over(found(doc).unwrap_or_default());
                (Marked::Doc(doc.clone()), marks)
            });
            each.collect()
        }
    };
    let says = |(_, marks): &(Marked, Marks)| *marks != Marks::default();
    all.into_iter().filter(says).collect()
}
