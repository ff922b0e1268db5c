//! The page: what it is told, and what it gives.

use std::cell::RefCell;
use std::rc::Rc;

use pentimento::api::{Account, Options};
use pentimento::core::model::EngineId;
use pentimento::core::price::MicroDollars;
use pentimento::core::secret::ApiKey;
use pentimento::runs::Notice;
use pentimento::runs::ports;

use super::Tab;

/// What a tab's page was told.
#[derive(Clone, Default)]
pub(crate) struct Notices(pub(crate) Rc<RefCell<Vec<Notice>>>);

impl Notices {
    pub(crate) fn count(&self, wanted: impl Fn(&Notice) -> bool) -> usize {
        self.0.borrow().iter().filter(|notice| wanted(notice)).count()
    }
}

impl ports::Notices for Tab {
    fn notify(&self, notice: Notice) {
        if self.browser.ledger.is_some() {
            self.browser.witness.tell(self.id, &notice, self.browser.executor.now_millis());
            self.browser.witness.on_notice(self.id, &notice, self.browser.executor.now_millis());
        }
        self.notices.0.borrow_mut().push(notice);
    }
}

impl ports::Accounts for Tab {
    fn account(&self, engine: EngineId) -> Option<Account> {
        let key = ApiKey::new("sesame").ok().filter(|_| self.browser.has_key.get())?;
        Some(Account { key: Some(key), ..self.account_without_key(engine) })
    }

    fn account_without_key(&self, engine: EngineId) -> Account {
        let capabilities = engine.capabilities();
        Account {
            engine,
            api_address: capabilities.api_address.to_owned(),
            storage_address: capabilities.storage_address.to_owned(),
            proxy_address: None,
            key: None,
            options: Options::default(),
        }
    }

    fn budget(&self) -> Option<MicroDollars> {
        self.browser.budget.get()
    }
}

impl ports::UploadLog for Tab {
    fn read_upload_log(&self) -> Option<String> {
        self.browser.upload_log.borrow().clone()
    }

    fn write_upload_log(&self, text: &str) {
        *self.browser.upload_log.borrow_mut() = Some(text.to_owned());
    }
}

impl ports::Spawner for Tab {
    fn spawn(&self, future: impl Future<Output = ()> + 'static) {
        self.browser.executor.spawn(self.id, future);
    }
}
