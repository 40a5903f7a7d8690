//! What every screen must satisfy: no violated policy, no barrier, no sideways scroll.

use std::{fs, time::Duration};

use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

use crate::{Done, Person, fault, places};

/// Notes violations of the content security policy from the first script on.
const WATCH: &str = "window.__violations = [];
document.addEventListener('securitypolicyviolation', event => window.__violations.push(
  event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber));";

impl Person {
    /// From now on every page notes violations of its policy.
    pub async fn watch_policy(&self) -> Done {
        self.on_every_page(WATCH).await
    }

    /// Fails if this page violated its policy, or the console speaks of one.
    pub async fn no_violation(&self) -> Done {
        let noted = self
            .run("return window.__violations ?? null", vec![])
            .await?;
        let console: Vec<_> = self
            .console()
            .await?
            .into_iter()
            .filter(|line| line.contains("Content Security Policy") || line.contains("integrity"))
            .collect();
        if noted != json!([]) || !console.is_empty() {
            return fault(format!(
                "{}: the policy was violated: {noted} {console:?}",
                self.name
            ));
        }
        Ok(())
    }

    /// Runs axe-core on what is shown: each barrier with the element it is at.
    pub async fn barriers(&self) -> Done<Vec<String>> {
        self.run(&fs::read_to_string(places::axe()?)?, vec![])
            .await?;
        let found = self
            .run_and_wait(
                "const done = arguments[arguments.length - 1];
                 axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                   .then(all => done(all.violations.flatMap(v => v.nodes.map(n =>
                     v.id + ': ' + n.html.slice(0, 200) + ' -- ' + n.failureSummary))),
                     error => done([String(error)]))",
                vec![],
            )
            .await?;
        Ok(serde_json::from_value(found)?)
    }

    /// What sticks out where the page can be scrolled sideways.
    pub async fn sticking_out(&self) -> Done<Vec<String>> {
        let out = self
            .run(
                "const wide = document.documentElement.clientWidth;
                 if (document.documentElement.scrollWidth <= wide) return [];
                 return [...document.querySelectorAll('body *')]
                   .filter(e => e.getBoundingClientRect().right > wide + 1)
                   .slice(0, 8).map(e => 'wider than the screen: ' + e.tagName + '.' + e.className)",
                vec![],
            )
            .await?;
        Ok(serde_json::from_value(out)?)
    }

    /// A picture at a desk and one on a phone, for a person to look at, of a screen that must have
    /// no barrier and nothing wider than the phone.
    pub async fn shoot(&self, part: &str, screen: &str) -> Done {
        let folder = places::shots().join(part).join(self.language.tag());
        let mut wrong = Vec::new();
        for width in ["desk", "phone"] {
            if width == "phone" {
                self.on_a_phone().await?;
            }
            // what slides in has come to rest
            tokio::time::sleep(Duration::from_millis(400)).await;
            self.picture(&folder.join(format!("{screen}-{width}.png")))
                .await?;
            wrong.extend(self.barriers().await?);
        }
        wrong.extend(self.sticking_out().await?);
        self.at_a_desk().await?;
        if wrong.is_empty() {
            return Ok(());
        }
        fault(format!("{}: {screen}: {wrong:#?}", self.name))
    }

    /// A phone held upright, 360 by 740.
    pub async fn on_a_phone(&self) -> Done {
        let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
        self.browser("Emulation.setDeviceMetricsOverride", phone)
            .await?;
        Ok(())
    }

    /// A desk again.
    pub async fn at_a_desk(&self) -> Done {
        self.browser("Emulation.clearDeviceMetricsOverride", json!({}))
            .await?;
        Ok(())
    }

    /// What the system asks for: `dark` or `light`.
    pub async fn prefers(&self, scheme: &str) -> Done {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.browser("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Throws away all that this origin has stored in the browser, as browsers may.
    pub async fn lose_storage(&self, origin: &str) -> Done {
        self.browser(
            "Storage.clearDataForOrigin",
            json!({ "origin": origin, "storageTypes": "all" }),
        )
        .await?;
        Ok(())
    }

    /// Which element has the keyboard: its `data-test` name, or its tag.
    pub async fn focused(&self) -> Done<String> {
        let name = self
            .run(
                "const e = document.activeElement; return e?.dataset.test ?? e?.tagName ?? ''",
                vec![],
            )
            .await?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// Everything that the origin keeps where scripts can read it as text.
    pub async fn web_storage(&self) -> Done<Value> {
        self.run(
            "return { local: Object.entries(localStorage), session: Object.entries(sessionStorage), cookie: document.cookie }",
            vec![],
        )
        .await
    }

    /// Types, or presses a key, wherever the keyboard is.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Done {
        self.web.action_chain().send_keys(keys).perform().await?;
        Ok(())
    }

    /// Presses Tab until the element of this name has the keyboard, which must be seen.
    pub async fn tab_to(&self, test: &str) -> Done {
        let mut passed = Vec::new();
        for _ in 0..60 {
            self.keys(Key::Tab).await?;
            let name = self.focused().await?;
            if name == test {
                return self.focus_is_seen(test).await;
            }
            passed.push(name);
        }
        fault(format!(
            "{}: Tab never comes to {test}, only to {passed:?}",
            self.name
        ))
    }

    async fn focus_is_seen(&self, test: &str) -> Done {
        let seen = self
            .run(
                "const marked = e => { const s = getComputedStyle(e);
                   return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; };
                 let e = document.activeElement;
                 return marked(e) || marked(e.parentElement)",
                vec![],
            )
            .await?;
        if seen != json!(true) {
            return fault(format!(
                "{}: nothing shows that {test} has the keyboard",
                self.name
            ));
        }
        Ok(())
    }
}
