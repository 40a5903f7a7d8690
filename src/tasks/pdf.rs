//! A PDF on the screen: where its pages lie, which of them are seen, how large they are.
//!
//! Only the pages in sight and their neighbours exist as elements. They are placed by numbers,
//! so that a document of thousands of pages costs no more than one of three.

use std::rc::Rc;
use std::time::Duration;

use leptos::task::spawn_local;
use leptos::{html, prelude::*};

use crate::browser::page::pdf_client::PdfClient;
use crate::browser::page::{canvas, time};
use crate::pdf::messages::{Fault, Outline};

/// Between pages, and around them.
const GAP: f64 = 16.0;
/// Pages that fit the width are not made wider than reads well.
const WIDEST_FIT: f64 = 1000.0;
/// A page of any claimed size gets a place that a browser can lay out.
const WIDEST: f64 = 6000.0;
/// Pixels of a page in a point of paper.
const POINT: f64 = 4.0 / 3.0;
const STEPS: [f64; 9] = [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0];
/// Somebody who scrolls past a page does not want it drawn.
const SETTLED: Duration = Duration::from_millis(80);

/// What there is of the document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Paper {
    Opening,
    Open(Outline),
    Failed(Fault),
}

/// What there is of one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sheet {
    Waiting,
    Drawn,
    Failed(Fault),
}

/// How large pages are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Zoom {
    FitWidth,
    /// Of the size on paper.
    Scale(f64),
}

/// Where a page lies, in the page's own pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    pub(crate) top: f64,
    pub(crate) left: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// The part of the document that is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sight {
    top: f64,
    width: f64,
    height: f64,
}

/// A document that is being read; copies are the same one.
#[derive(Clone, Copy)]
pub(crate) struct PdfTask {
    client: StoredValue<Rc<PdfClient>, LocalStorage>,
    pub(crate) paper: RwSignal<Paper>,
    /// Characters are missing somewhere.
    pub(crate) incomplete: RwSignal<bool>,
    zoom: RwSignal<Zoom>,
    sight: RwSignal<Sight>,
    places: Memo<Vec<Place>>,
    /// The element that scrolls.
    pub(crate) stage: NodeRef<html::Div>,
}

/// Opens a document for as long as the component lives.
pub(crate) fn use_pdf(client: Rc<PdfClient>) -> PdfTask {
    let paper = RwSignal::new(Paper::Opening);
    let zoom = RwSignal::new(Zoom::FitWidth);
    let sight = RwSignal::new(Sight {
        top: 0.0,
        width: 800.0,
        height: 800.0,
    });
    let width = Memo::new(move |_| sight.get().width);
    let places = Memo::new(move |_| {
        paper.with(|paper| match paper {
            Paper::Open(outline) => lay_out(&outline.sizes, zoom.get(), width.get()),
            Paper::Opening | Paper::Failed(_) => Vec::new(),
        })
    });
    let opening = Rc::clone(&client);
    let client = StoredValue::new_local(client);
    let incomplete = RwSignal::new(false);
    let task = PdfTask {
        client,
        paper,
        incomplete,
        zoom,
        sight,
        places,
        stage: NodeRef::new(),
    };
    spawn_local(async move {
        let opened = opening.open().await;
        paper.try_set(opened.map_or_else(Paper::Failed, Paper::Open));
    });
    task.stage
        .on_load(move |_| request_animation_frame(move || task.look()));
    let resized = StoredValue::new_local(canvas::on_resize(move || task.keep_place(|| {})));
    on_cleanup(move || {
        let _ = resized.try_update_value(|_| ());
        client.try_with_value(|client| client.end());
    });
    task
}

impl PdfTask {
    /// The document at its reader.
    pub(crate) fn client(self) -> Option<Rc<PdfClient>> {
        self.client.try_get_value()
    }

    /// Sees how far the stage is scrolled and how large it is.
    pub(crate) fn look(self) {
        let Some(Some(stage)) = self.stage.try_get_untracked() else {
            return;
        };
        let (width, height) = canvas::inner_size(&stage);
        self.sight.try_set(Sight {
            top: canvas::scrolled(&stage),
            width,
            height,
        });
    }

    /// The pages that exist as elements now.
    pub(crate) fn present(self) -> Vec<usize> {
        let sight = self.sight.get();
        self.places.with(|places| {
            let first =
                places.partition_point(|place| place.top + place.height < sight.top - sight.height);
            let last = places.partition_point(|place| place.top < sight.top + 2.0 * sight.height);
            (first..last).collect()
        })
    }

    /// Where a page lies.
    pub(crate) fn place(self, page: usize) -> Option<Place> {
        self.places.with(|places| places.get(page).copied())
    }

    /// The height of all pages.
    pub(crate) fn height(self) -> f64 {
        self.places.with(|places| {
            places
                .last()
                .map_or(0.0, |last| last.top + last.height + GAP)
        })
    }

    /// The page that is read now, counted from 0.
    pub(crate) fn current(self) -> usize {
        let sight = self.sight.get();
        self.places
            .with(|places| at(places, sight.top + sight.height * 0.4))
    }

    /// Goes to a page.
    pub(crate) fn go(self, page: usize) {
        let top = self
            .places
            .with_untracked(|places| places.get(page).map(|place| place.top - GAP));
        if let (Some(top), Some(stage)) = (top, self.stage.get_untracked()) {
            canvas::scroll_to(&stage, top);
            self.look();
        }
    }

    /// How large pages are shown, as a share of their size on paper.
    pub(crate) fn scale(self) -> f64 {
        match self.zoom.get() {
            Zoom::Scale(scale) => scale,
            Zoom::FitWidth => {
                let wide = self.paper.with(|paper| match paper {
                    Paper::Open(outline) => outline.sizes.first().map(|size| f64::from(size.0)),
                    Paper::Opening | Paper::Failed(_) => None,
                });
                let shown = self.place(0).map_or(1.0, |place| place.width);
                shown / (wide.unwrap_or(shown) * POINT)
            }
        }
    }

    /// Makes pages larger or smaller by a step.
    pub(crate) fn step(self, larger: bool) {
        let now = untrack(|| self.scale());
        let next = if larger {
            STEPS.into_iter().find(|step| *step > now * 1.01)
        } else {
            STEPS.into_iter().rev().find(|step| *step < now * 0.99)
        };
        if let Some(next) = next {
            self.set_zoom(Zoom::Scale(next));
        }
    }

    /// Changes how large pages are shown, and stays where the reader is.
    pub(crate) fn set_zoom(self, zoom: Zoom) {
        self.keep_place(|| self.zoom.set(zoom));
    }

    /// Draws a page into its canvas; what is no longer wanted when its turn comes is left out.
    pub(crate) fn draw(self, page: usize, sheet: RwSignal<Sheet>, to: NodeRef<html::Canvas>) {
        let width = move || {
            self.place(page)
                .map(|place| place.width * canvas::pixel_ratio())
        };
        let Some(asked) = width() else { return };
        let Some(client) = self.client.try_get_value() else {
            return;
        };
        let wanted = move || sheet.try_get_untracked().is_some() && untrack(width) == Some(asked);
        spawn_local(async move {
            time::sleep(SETTLED).await;
            if !wanted() {
                return;
            }
            // both fit: a page is at most some thousand pixels wide
            let drawn = client.draw(page as u32, asked as u32, wanted).await;
            let Some(Some(element)) = to.try_get_untracked() else {
                return;
            };
            let now = match drawn {
                None => return,
                Some(Ok(picture)) => {
                    if picture.incomplete {
                        self.incomplete.try_set(true);
                    }
                    match canvas::show(&element, picture.width, picture.height, &picture.pixels) {
                        Some(()) => Sheet::Drawn,
                        None => Sheet::Failed(Fault::Crashed),
                    }
                }
                Some(Err(fault)) => Sheet::Failed(fault),
            };
            sheet.try_set(now);
        });
    }

    /// Makes a change of sizes, and scrolls to what was at the top before it.
    fn keep_place(self, change: impl FnOnce()) {
        let Some(Some(stage)) = self.stage.try_get_untracked() else {
            return;
        };
        let top = canvas::scrolled(&stage);
        let anchor = self.places.with_untracked(|places| {
            let page = at(places, top);
            places
                .get(page)
                .map(|place| (page, (top - place.top) / place.height))
        });
        change();
        self.look();
        request_animation_frame(move || {
            let Some((page, share)) = anchor else { return };
            let place = self
                .places
                .try_with_untracked(|places| places.get(page).copied())
                .flatten();
            if let Some(place) = place {
                canvas::scroll_to(&stage, place.top + place.height * share);
                self.look();
            }
        });
    }
}

fn lay_out(sizes: &[(f32, f32)], zoom: Zoom, width: f64) -> Vec<Place> {
    let mut top = GAP;
    let place = |&(wide, high): &(f32, f32)| {
        let (wide, high) = (f64::from(wide), f64::from(high));
        let shown = match zoom {
            Zoom::FitWidth => (width - 2.0 * GAP).clamp(100.0, WIDEST_FIT),
            Zoom::Scale(scale) => (wide * POINT * scale).clamp(20.0, WIDEST),
        };
        let place = Place {
            top,
            left: ((width - shown) / 2.0).max(GAP),
            width: shown,
            height: shown / wide * high,
        };
        top += place.height + GAP;
        place
    };
    sizes.iter().map(place).collect()
}

/// The page that covers this height; the first above the first, the last below the last.
fn at(places: &[Place], top: f64) -> usize {
    places
        .partition_point(|place| place.top + place.height < top)
        .min(places.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lie_below_one_another_and_fit_the_width() {
        let places = lay_out(&[(595.0, 842.0), (842.0, 595.0)], Zoom::FitWidth, 832.0);
        assert_eq!((places[0].left, places[0].width), (16.0, 800.0));
        assert_eq!(places[1].top, places[0].top + places[0].height + GAP);
        assert!(places[1].height < places[0].height);
    }

    #[test]
    fn a_page_at_its_size_on_paper_may_be_wider_than_the_stage() {
        let places = lay_out(&[(600.0, 600.0)], Zoom::Scale(2.0), 300.0);
        assert_eq!((places[0].left, places[0].width), (GAP, 1600.0));
        let places = lay_out(&[(1e6, 1e6)], Zoom::Scale(4.0), 300.0);
        assert_eq!(places[0].width, WIDEST);
    }

    #[test]
    fn a_height_belongs_to_the_page_that_covers_it() {
        let places = lay_out(&[(100.0, 100.0); 3], Zoom::Scale(0.75), 300.0);
        assert_eq!(
            (at(&places, 0.0), at(&places, 140.0), at(&places, 1e9)),
            (0, 1, 2)
        );
        assert_eq!(at(&[], 5.0), 0);
    }
}
