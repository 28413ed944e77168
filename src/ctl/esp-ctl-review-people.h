/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

int esp_ctl_review_ask (int argc, char **argv);
int esp_ctl_review_list (int argc, char **argv);
int esp_ctl_review_show (int argc, char **argv);
int esp_ctl_review_comment (int argc, char **argv);
int esp_ctl_review_done (int argc, char **argv);
int esp_ctl_review_approve (int argc, char **argv);
int esp_ctl_review_changes (int argc, char **argv);
int esp_ctl_review_evidence (int argc, char **argv);
int esp_ctl_review_withdraw (int argc, char **argv);

gboolean esp_ctl_review_find (EspTx *tx, const char *campaign, gint64 *id, GError **error);

G_END_DECLS
