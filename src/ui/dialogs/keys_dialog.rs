//! All keys of the painter.

use leptos::prelude::*;

use crate::services::painter::texts::KEYS;
use crate::services::painter::tools;
use crate::state::Dialog;
use crate::ui::widgets::modal::Modal;

/// The list: the tools' keys, then what else keys and pointers do.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let of_tools = tools::all().map(|tool| (tool.key, tool.name));
    let rows = of_tools.chain(KEYS).map(|(keys, what)| view! { <dt>{keys}</dt> <dd>{what}</dd> });
    view! {
        <Modal dialog=Dialog::Keys name="Keys">
            <dl class="keys">{rows.collect_view()}</dl>
        </Modal>
    }
}
