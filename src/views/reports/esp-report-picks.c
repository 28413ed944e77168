/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several things chosen from a list, one row each, in the order in which they count. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-picks.h"

#include "views/shell/esp-choice.h"

#include <glib/gi18n.h>

#define BREAK ", "

struct _EspReportPicks
{
  AdwExpanderRow parent_instance;

  EspReportChoices *choices; /* (owned) */
  GArray *picked;            /* (owned) guint: positions in the choices */
  GPtrArray *rows;           /* (owned) of GtkWidget (unowned) */
  GtkWidget *more;           /* the choice that adds one */
  GArray *offered;           /* (owned) guint: positions that it offers, after its first line */
  gboolean is_ordered;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (EspReportPicks, esp_report_picks, ADW_TYPE_EXPANDER_ROW)

static void fill (EspReportPicks *self);

static const char *
label_of (EspReportPicks *self, guint pick)
{
  return g_ptr_array_index (self->choices->labels, g_array_index (self->picked, guint, pick));
}

static void
focus_row (EspReportPicks *self, guint pick)
{
  GtkWidget *row = pick < self->rows->len ? g_ptr_array_index (self->rows, pick) : self->more;

  (void) gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

static guint
find_pick (EspReportPicks *self, GtkWidget *row)
{
  guint pick = 0;

  (void) g_ptr_array_find (self->rows, row, &pick);
  return pick;
}

static void
remove_cb (GtkWidget *button, EspReportPicks *self)
{
  guint pick = find_pick (self, g_object_get_data (G_OBJECT (button), "esp-row"));

  g_array_remove_index (self->picked, pick);
  fill (self);
  focus_row (self, pick);
}

static void
up_cb (GtkWidget *button, EspReportPicks *self)
{
  guint pick = find_pick (self, g_object_get_data (G_OBJECT (button), "esp-row"));
  guint value;

  if (pick == 0)
    return;
  value = g_array_index (self->picked, guint, pick);
  g_array_remove_index (self->picked, pick);
  g_array_insert_val (self->picked, pick - 1, value);
  fill (self);
  focus_row (self, pick - 1);
}

static void
add_button (EspReportPicks *self,
            GtkWidget *row,
            const char *icon,
            const char *words,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_object_set_data (G_OBJECT (button), "esp-row", row);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
pick_row_new (EspReportPicks *self, guint pick)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: %s: something in a list that is chosen */
  g_autofree char *up = g_strdup_printf (_ ("Move “%s” up"), label_of (self, pick));
  g_autofree char *remove = g_strdup_printf (_ ("Take out “%s”"), label_of (self, pick));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label_of (self, pick));
  if (self->is_ordered && pick > 0)
    add_button (self, row, "esp-move-up-symbolic", up, G_CALLBACK (up_cb));
  add_button (self, row, "esp-remove-symbolic", remove, G_CALLBACK (remove_cb));
  return row;
}

static void
offer (EspReportPicks *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  g_array_set_size (self->offered, 0);
  gtk_string_list_append (list, _ ("Choose…"));
  for (guint i = 0; i < self->choices->labels->len; i++)
    {
      gboolean is_picked = FALSE;

      for (guint k = 0; k < self->picked->len; k++)
        is_picked |= g_array_index (self->picked, guint, k) == i;
      /* A step of a funnel may come twice. */
      if (is_picked && !self->is_ordered)
        continue;
      gtk_string_list_append (list, g_ptr_array_index (self->choices->labels, i));
      g_array_append_val (self->offered, i);
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (self->more), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->more), 0);
  gtk_widget_set_sensitive (self->more, self->offered->len > 0);
}

static void
fill (EspReportPicks *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  self->is_filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_object_ref (self->more);
  adw_expander_row_remove (ADW_EXPANDER_ROW (self), self->more);
  for (guint i = 0; i < self->picked->len; i++)
    {
      GtkWidget *row = pick_row_new (self, i);

      g_ptr_array_add (self->rows, row);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      g_string_append_printf (text, "%s%s",
                              i == 0             ? ""
                              : self->is_ordered ? " → "
                                                 : BREAK,
                              label_of (self, i));
    }
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->more);
  g_object_unref (self->more);
  offer (self);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self),
                                 text->len > 0 ? text->str : _ ("None chosen"));
  self->is_filling = FALSE;
}

static void
more_cb (EspReportPicks *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->more));
  guint value;

  if (self->is_filling || selected == 0 || selected > self->offered->len)
    return;
  value = g_array_index (self->offered, guint, selected - 1);
  g_array_append_val (self->picked, value);
  fill (self);
}

static void
esp_report_picks_finalize (GObject *object)
{
  EspReportPicks *self = ESP_REPORT_PICKS (object);

  g_clear_pointer (&self->choices, esp_report_choices_free);
  g_clear_pointer (&self->picked, g_array_unref);
  g_clear_pointer (&self->offered, g_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_report_picks_parent_class)->finalize (object);
}

static void
esp_report_picks_class_init (EspReportPicksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_report_picks_finalize;
}

static void
esp_report_picks_init (EspReportPicks *self)
{
  self->picked = g_array_new (FALSE, FALSE, sizeof (guint));
  self->offered = g_array_new (FALSE, FALSE, sizeof (guint));
  self->rows = g_ptr_array_new ();
}

/**
 * esp_report_picks_new:
 * @choices: (transfer full): what can be chosen
 * @picked: what is chosen, in its order
 * @is_ordered: whether the order counts, and one thing may come twice
 */
GtkWidget *
esp_report_picks_new (const char *title,
                      EspReportChoices *choices,
                      const char *const *picked,
                      gboolean is_ordered)
{
  EspReportPicks *self = g_object_new (ESP_TYPE_REPORT_PICKS, NULL);

  self->choices = choices;
  self->is_ordered = is_ordered;
  for (guint i = 0; picked[i] != NULL; i++)
    if (*picked[i] != '\0')
      {
        guint value = esp_report_choices_require (choices, picked[i]);

        g_array_append_val (self->picked, value);
      }
  self->more = esp_choice_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->more), _ ("Add"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->more);
  fill (self);
  g_signal_connect_object (self->more, "notify::selected", G_CALLBACK (more_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * esp_report_picks_dup_values:
 *
 * Returns: (transfer full): the values of what is chosen, in its order
 */
GStrv
esp_report_picks_dup_values (EspReportPicks *self)
{
  GStrv values = g_new0 (char *, self->picked->len + 1);

  for (guint i = 0; i < self->picked->len; i++)
    values[i] =
      g_strdup (g_ptr_array_index (self->choices->values, g_array_index (self->picked, guint, i)));
  return values;
}
