/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of an email on its desk: one that is restored is a step that can be undone. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-mail-versions.h"

#include "views/messages/esp-compare-window.h"
#include "views/messages/esp-versions-window.h"

#include <glib/gi18n.h>

static void
save (GObject *editor)
{
  esp_message_draft_save (esp_message_desk_get_draft (ESP_MESSAGE_DESK (editor)));
}

static void
restore (GObject *editor, const char *document)
{
  EspMessageDesk *desk = ESP_MESSAGE_DESK (editor);

  esp_message_draft_edit (esp_message_desk_get_draft (desk), document, _ ("Restore version"), NULL);
  esp_session_toast (esp_message_desk_get_session (desk),
                     _ ("Version restored. Ctrl+Z takes it back."));
}

static void
compare (GObject *editor,
         GtkWindow *parent,
         const char *title,
         const char *document,
         GError **error)
{
  const EspMessageDoc *after = esp_message_desk_get_whole (ESP_MESSAGE_DESK (editor));
  g_autoptr (EspMessageDoc) before = esp_message_doc_parse (document, -1, error);

  if (before != NULL && after != NULL)
    esp_compare_window_open (parent, title, before, after);
}

/**
 * esp_mail_versions_open:
 *
 * Shows the versions of the message on @desk.
 */
void
esp_mail_versions_open (EspMessageDesk *desk)
{
  EspMessageDraft *draft = esp_message_desk_get_draft (desk);
  const EspVersioned of = { .session = esp_message_desk_get_session (desk),
                            .id = esp_message_draft_get_id (draft),
                            .name = esp_message_draft_get_name (draft),
                            .editor = G_OBJECT (desk),
                            .save = save,
                            .restore = restore,
                            .compare = compare };

  esp_versions_window_open (&of);
}
