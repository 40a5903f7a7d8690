//! Fields that a person chooses in rather than types into.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{Done, Person, world::until};

const PATIENCE: Duration = Duration::from_secs(20);

impl Person {
    /// Chooses in a list, by the value of an option or by a part of what it says, once there is one.
    pub async fn choose(&self, test: &str, what: &str) -> Done {
        let script = "const field = document.querySelector(`[data-test='${arguments[0]}']`);
            const all = [...(field?.options ?? [])];
            const found = all.find(one => one.value === arguments[1]) ?? all.find(one => one.text.includes(arguments[1]));
            if (!found) return false;
            field.value = found.value;
            field.dispatchEvent(new Event('change', { bubbles: true }));
            return true;";
        let chosen = until(PATIENCE, async || {
            match self.run(script, vec![json!(test), json!(what)]).await {
                Ok(Value::Bool(true)) => Ok(()),
                Ok(_) => Err("there is no such choice".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        })
        .await;
        match chosen {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(&format!("{what} in {test}"), &reason).await,
        }
    }

    /// Sets a field that is not typed into, as a day or a number of days.
    pub async fn set(&self, test: &str, value: &str) -> Done {
        self.see(test).await?;
        let script = "const field = document.querySelector(`[data-test='${arguments[0]}']`);
            field.value = arguments[1];
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));";
        self.run(script, vec![json!(test), json!(value)]).await?;
        Ok(())
    }

    /// Sets a day, so many days from today where the browser is.
    pub async fn set_day(&self, test: &str, days: i64) -> Done {
        let script = "const at = new Date(Date.now() + arguments[0] * 86400000);
            return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 10)";
        let day = self.run(script, vec![days.into()]).await?;
        self.set(test, day.as_str().unwrap_or_default()).await
    }
}
