/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The line of a message in the lists of mail programs, cut as narrow and wide ones cut it. */
#define ESP_TYPE_PREVIEW_INBOX (esp_preview_inbox_get_type ())
G_DECLARE_FINAL_TYPE (EspPreviewInbox, esp_preview_inbox, ESP, PREVIEW_INBOX, GtkWidget)

GtkWidget *esp_preview_inbox_new (void);
void esp_preview_inbox_show (EspPreviewInbox *self,
                             const char *sender,
                             const char *subject,
                             const char *preheader);

G_END_DECLS
