//! Tells an account's owner of a sign-in on a device that was not known.

use http::HeaderMap;
use platform::http::Caller;
use platform::notices::{Actor, Announcement};
use platform::store::Key;
use shared::Timestamp;
use shared::identity::account::{Account, AccountId, AccountRecord};
use shared::identity::notice::AccountEvent;
use shared::tokens::session::Device;

use crate::Service;
use crate::entry::Entered;
use crate::presented::Presented;

impl Service {
    /// Tells the owner, while the session begins. A first sign-in is the owner's own news, and where no device is remembered none
    /// is new. The sign-in goes on whatever becomes of this: its code was right.
    pub(crate) async fn tell_of_device(
        &self,
        presented: &Presented,
        entered: Entered,
        headers: &HeaderMap,
        caller: &Caller,
    ) {
        let is_known = presented.handle.pool.device().is_some() || self.settings.codes.device_life == 0;
        if entered.is_new || is_known {
            return;
        }
        let found = match self.store.read::<AccountRecord>(&Key::account(entered.account)).await {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(reason = %error, "an owner is not told of a new device");
                return;
            }
        };
        let Some(account) = found.as_ref().and_then(|found| found.state.live()) else { return };
        self.tell_of_new_device(entered.account, account, headers, caller, presented.now).await;
    }

    /// Tells the owner of an account of a sign-in on a device that is new.
    pub(crate) async fn tell_of_new_device(
        &self,
        id: AccountId,
        account: &Account,
        headers: &HeaderMap,
        caller: &Caller,
        now: Timestamp,
    ) {
        let event = AccountEvent::NewDevice { network: Device::seen(caller.address, None).network };
        let recipients = self.notices.recipients(id, account, &event);
        let actor = Actor::Owner { language: platform::http::accept_language(headers) };
        let announcement = Announcement { account: id, recipients: &recipients, event, actor };
        self.notices.tell(&announcement, now).await;
    }
}
