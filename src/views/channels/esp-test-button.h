/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"
#include "worker/esp-test-mail.h"

G_BEGIN_DECLS

/* What a test sends, and where to; the functions get user_data, which lives as long as the button. */
typedef struct
{
  const char *label; /* of the button */
  const char *where; /* (nullable) title of the entry; NULL: the channel knows its room */
  gint64 channel_id; /* 0: the person chooses one of those that fit */
  gboolean (*fits) (const EspChannelRecord *record, gpointer user_data); /* without a channel_id */
  char *(*dup_where) (gpointer user_data); /* (nullable) what the entry proposes */
  /* Fills in all but where to, which stands there already. Returns (transfer full) (nullable): the document,
   * which @mail borrows; NULL with a sentence in @out_problem, or without one when there is nothing to send. */
  char *(*prepare) (EspTestMail *mail, const char **out_problem, gpointer user_data);
  gpointer user_data;
} EspTestUse;

GtkWidget *esp_test_button_new (EspSession *session, const EspTestUse *use);

G_END_DECLS
