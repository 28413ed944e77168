/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of the store. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-store-error.h"

G_DEFINE_QUARK (esp - store - error - quark, esp_store_error)
