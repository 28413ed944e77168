/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-review-dossier.h"

G_BEGIN_DECLS

GPtrArray *esp_review_list_places (const EspReviewDossier *dossier);
gboolean esp_review_comment (EspTx *tx, gint64 id, const EspReviewComment *comment, GError **error);

G_END_DECLS
