//! What the place of incidents is made of.

pub(crate) mod begin;
pub(crate) mod case;
pub(crate) mod dates;
pub(crate) mod end;
pub(crate) mod evidence;
pub(crate) mod fields;
pub(crate) mod notice;
pub(crate) mod papers;
pub(crate) mod step_form;
pub(crate) mod steps;
pub(crate) mod words;

use crate::vault::messages::{Audience, IncidentRef, Phase};

/// What the person is about to do; the dialogs stand beside what they change, so that news does not close them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A drill, or not.
    Begin(bool),
    Correct(IncidentRef),
    Step(IncidentRef, Phase),
    Notice(IncidentRef, Audience),
    Close(IncidentRef),
    Unlock,
}
