/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The browsers and devices that are known to be a lead's. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-identities.h"

#include "store/esp-identities.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const char *
kind_words (const char *kind)
{
  static const struct
  {
    const char *kind;
    const char *words;
  } known[] = {
    { "visitor", NC_ ("identity", "Visitor of the website") },
    { "browser", NC_ ("identity", "Browser") },
    { "device", NC_ ("identity", "Device") },
    { "app", NC_ ("identity", "App") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].kind, kind))
      return g_dpgettext2 (NULL, "identity", known[i].words);
  return kind;
}

static GtkWidget *
row_new (EspSession *session, const EspIdentity *identity)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *first = esp_format_date (identity->first_seen_us, esp_session_get_zone (session),
                                            ESP_DATE_DAY, esp_session_get_lang (session));
  g_autofree char *last = esp_format_date (identity->last_seen_us, esp_session_get_zone (session),
                                           ESP_DATE_DAY_TIME, esp_session_get_lang (session));
  g_autofree char *title =
    g_strdup_printf ("%s · %s", kind_words (identity->kind), identity->value);
  g_autofree char *n = esp_format_count (identity->n_events);
  /* Translators: first and last day it was seen, then how many events came with it */
  g_autofree char *subtitle =
    g_strdup_printf (ngettext ("Seen %s to %s · %s event", "Seen %s to %s · %s events",
                               (gulong) identity->n_events),
                     first, last, n);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_tooltip_text (row, identity->value);
  return row;
}

/**
 * esp_lead_identities_new:
 * @identities: (element-type EspIdentity): at least one
 *
 * Returns: (transfer floating): the list
 */
GtkWidget *
esp_lead_identities_new (EspSession *session, GPtrArray *identities)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *title = gtk_label_new (_ ("Devices and visits"));
  GtkWidget *list = esp_form_list_new (_ ("Devices and visits"));

  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  for (guint i = 0; i < identities->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), row_new (session, g_ptr_array_index (identities, i)));
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), list);
  return box;
}
