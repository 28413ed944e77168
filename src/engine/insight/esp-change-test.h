/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a change is more than chance. Every function gives a two-sided p, or NAN when there is too
 * little to say anything. */

double esp_change_test_shares (gint64 part_a, gint64 whole_a, gint64 part_b, gint64 whole_b);
double esp_change_test_counts (const gint64 *days_a, const gint64 *days_b, guint n_days);
void
esp_change_control (const double *p_values, guint n_values, double rate, gboolean *out_is_found);

G_END_DECLS
