//! What is said of a document: its description and its tags.

use leptos::{html, prelude::*};

use super::field::{Field, InputRef, value_of};
use super::icon::{Glyph, Icon};
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::limits;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocChange, DocRef, Failure};

/// The text, and a field to change it for those who may. What is typed stays when somebody else says
/// something meanwhile.
#[component]
pub(crate) fn Description(
    room: Room,
    doc: StoredValue<DocRef>,
    #[prop(into)] text: Signal<String>,
    #[prop(into)] may: Signal<bool>,
) -> impl IntoView {
    let (editing, work) = (RwSignal::new(false), Work::new());
    let save = Callback::new(move |said: String| {
        let change = DocChange {
            doc: doc.get_value(),
            description: Some(said),
            ..DocChange::default()
        };
        work.run(room.change(vec![change]), move |()| {
            editing.try_set(false);
        });
    });
    let act = move || {
        let none = text.with(String::is_empty);
        tr(if none { Text::AddText } else { Text::Change })()
    };
    view! {
        <Show when=move || may.get() || !text.with(String::is_empty)>
            <section class="details__part" aria-labelledby="details-description">
                <div class="details__head">
                    <h3 class="details__title" id="details-description">{tr(Text::Description)}</h3>
                    <Show when=move || may.get() && !editing.get()>
                        <button type="button" class="button button--quiet" data-test="edit-description" on:click=move |_| editing.set(true)>
                            {act}
                        </button>
                    </Show>
                </div>
                <Show
                    when=move || editing.get()
                    fallback=move || view! { <p class="details__text" data-test="description" dir="auto">{move || text.get()}</p> }
                >
                    <TextForm text=text.get_untracked() work=work save=save />
                </Show>
            </section>
        </Show>
    }
}

/// A text of several lines.
#[component]
pub(crate) fn TextForm(text: String, work: Work, save: Callback<String>) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    node.on_load(|area| {
        request_animation_frame(move || {
            let _ = area.focus();
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let said = node
            .get_untracked()
            .map(|area| area.value())
            .unwrap_or_default();
        if limits::fits(&said, limits::DESCRIPTION).is_err() {
            work.fail(Failure::NameTooLong);
        } else {
            save.run(said);
        }
    };
    view! {
        <form class="form" on:submit=submit on:input=move |_| work.forgive()>
            <textarea class="field__input details__area" rows="4" maxlength="4096" aria-labelledby="details-description" node_ref=node data-test="description-field" dir="auto">
                {text}
            </textarea>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::Save busy=Text::SaveBusy work=work test="save-description" />
            </div>
        </form>
    }
}

/// Tags, each with a button that takes it away, and a field for one more.
#[component]
pub(crate) fn Tags(
    room: Room,
    doc: StoredValue<DocRef>,
    #[prop(into)] tags: Signal<Vec<String>>,
    #[prop(into)] may: Signal<bool>,
) -> impl IntoView {
    let (work, node) = (Work::new(), InputRef::new());
    let change = move |tag: Vec<String>, untag: Vec<String>| {
        let change = DocChange {
            doc: doc.get_value(),
            tag,
            untag,
            ..DocChange::default()
        };
        work.run(room.change(vec![change]), move |()| {
            if let Some(field) = node.get_untracked() {
                field.set_value("");
            }
        });
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let tags = split(&value_of(node));
        if !tags.is_empty() {
            change(tags, Vec::new());
        }
    };
    let remove = Callback::new(move |tag: String| change(Vec::new(), vec![tag]));
    view! {
        <Show when=move || may.get() || !tags.with(Vec::is_empty)>
            <section class="details__part" aria-labelledby="details-tags">
                <h3 class="details__title" id="details-tags">{tr(Text::Tags)}</h3>
                <ul class="tags">
                    <For each=move || tags.get() key=Clone::clone children=move |tag| view! { <Tag tag=tag may=may remove=remove /> } />
                </ul>
                <Show when=move || may.get()>
                    <form class="tags__form" on:submit=add on:input=move |_| work.forgive()>
                        <Field label=Text::NewTag node=node id="new-tag" required=false max="64" />
                        <Submit act=Text::AddTag busy=Text::SaveBusy work=work test="add-tag" />
                    </form>
                    <WorkFailure work=work />
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn Tag(tag: String, may: Signal<bool>, remove: Callback<String>) -> impl IntoView {
    let name = StoredValue::new(tag.clone());
    view! {
        <li class="tag" data-test="tag">
            <bdi>{tag}</bdi>
            <Show when=move || may.get()>
                <button
                    type="button"
                    class="tag__remove"
                    aria-label=move || lang().remove_tag(&name.get_value())
                    data-test="remove-tag"
                    on:click=move |_| remove.run(name.get_value())
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </Show>
        </li>
    }
}

/// Several tags stand between commas, of either script.
pub(crate) fn split(text: &str) -> Vec<String> {
    let tags = text.split([',', '，', '、', ';', '；']);
    tags.map(str::trim)
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect()
}
