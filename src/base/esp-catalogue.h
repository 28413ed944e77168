/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The translations of one language, whatever language the process speaks. */
typedef struct _EspCatalogue EspCatalogue;

EspCatalogue *esp_catalogue_new (GBytes *bytes, GError **error);
void esp_catalogue_free (EspCatalogue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCatalogue, esp_catalogue_free)
const char *esp_catalogue_find (const EspCatalogue *self, const char *english);

G_END_DECLS
