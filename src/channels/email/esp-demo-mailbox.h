/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"

G_BEGIN_DECLS

#define ESP_TYPE_DEMO_MAILBOX (esp_demo_mailbox_get_type ())
G_DECLARE_FINAL_TYPE (EspDemoMailbox, esp_demo_mailbox, ESP, DEMO_MAILBOX, GObject)

/* One stored message, as a list shows it. */
typedef struct
{
  char *name;     /* (owned) file name; opens the message */
  gint64 time_us; /* when it was stored */
  char *to;       /* (owned) header To, decoded */
  char *from;     /* (owned) */
  char *subject;  /* (owned) */
  guint64 size;   /* bytes */
} EspDemoMail;

EspChannel *esp_demo_mailbox_new (const char *folder);
char *esp_demo_mailbox_folder_of_workspace (const char *workspace_path);

GPtrArray *
esp_demo_mailbox_list (const char *folder, guint n_max, guint *out_n_all, GError **error);
GBytes *esp_demo_mailbox_read (const char *folder, const char *name, GError **error);
gboolean esp_demo_mailbox_empty (const char *folder, GError **error);
void esp_demo_mail_free (EspDemoMail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDemoMail, esp_demo_mail_free)

G_END_DECLS
