/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row per column of the file: its name, samples, how full it is, and the field it goes to. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-columns.h"

#include "base/esp-format.h"
#include "views/import/esp-import-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SAMPLES 3

struct _EspImportColumns
{
  GtkWidget parent_instance;

  GtkWidget *list;
  EspImportPlan *plan; /* the screen's */
  gboolean is_filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportColumns, esp_import_columns, GTK_TYPE_WIDGET)

static EspFieldType
type_of_kind (EspCellKind kind)
{
  switch (kind)
    {
    case ESP_CELL_KIND_INTEGER:
      return ESP_FIELD_INTEGER;
    case ESP_CELL_KIND_DECIMAL:
      return ESP_FIELD_DECIMAL;
    case ESP_CELL_KIND_BOOLEAN:
      return ESP_FIELD_BOOLEAN;
    case ESP_CELL_KIND_DATE:
      return ESP_FIELD_DATE;
    case ESP_CELL_KIND_DATETIME:
      return ESP_FIELD_DATETIME;
    case ESP_CELL_KIND_EMPTY:
    case ESP_CELL_KIND_TEXT:
    case ESP_CELL_KIND_EMAIL:
    case ESP_CELL_KIND_PHONE:
    default:
      return ESP_FIELD_TEXT;
    }
}

static void
selected_cb (AdwComboRow *row, GParamSpec *pspec, EspImportColumns *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "esp-column"));
  EspCellKind kind =
    (EspCellKind) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "esp-kind"));
  EspImportField field = (EspImportField) adw_combo_row_get_selected (row);

  if (self->is_filling)
    return;
  if (field == ESP_IMPORT_FIELD_NONE)
    esp_import_plan_unmap (self->plan, column);
  else if (field == ESP_IMPORT_FIELD_CUSTOM)
    (void) esp_import_plan_map_custom (self->plan, column, self->plan->columns[column],
                                       type_of_kind (kind));
  else
    (void) esp_import_plan_map (self->plan, column, field);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static char *
dup_samples (const EspImportInspection *inspection, guint column)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < inspection->rows->len && n < MAX_SAMPLES; i++)
    {
      GStrv row = inspection->rows->pdata[i];

      if (column >= g_strv_length (row) || *row[column] == '\0')
        continue;
      g_string_append_printf (text, "%s%s", n > 0 ? " · " : "", row[column]);
      n++;
    }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_ ("no values"));
}

static GtkWidget *
row_new (EspImportColumns *self,
         const EspImportInspection *inspection,
         GListModel *fields,
         guint column)
{
  GtkWidget *row = adw_combo_row_new ();
  const EspImportColumnFacts *facts = &inspection->facts[column];
  const EspImportMapping *mapping = esp_import_plan_find_mapping (self->plan, column);
  g_autofree char *samples = dup_samples (inspection, column);
  g_autofree char *fill = esp_format_percent (facts->fill, 0);
  /* Translators: how much of a column is filled, then examples of its values */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s filled · %s"), fill, samples);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->plan->columns[column]);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), fields);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row),
                              mapping != NULL ? mapping->field : ESP_IMPORT_FIELD_NONE);
  g_object_set_data (G_OBJECT (row), "esp-column", GUINT_TO_POINTER (column));
  g_object_set_data (G_OBJECT (row), "esp-kind", GUINT_TO_POINTER (facts->kind));
  g_signal_connect (row, "notify::selected", G_CALLBACK (selected_cb), self);
  return row;
}

static void
esp_import_columns_dispose (GObject *object)
{
  g_clear_pointer (&ESP_IMPORT_COLUMNS (object)->list, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_columns_parent_class)->dispose (object);
}

static void
esp_import_columns_class_init (EspImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_columns_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EspImportColumns::changed:
   *
   * The user sent a column to another field.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ESP_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_import_columns_init (EspImportColumns *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns of the file"), -1);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
}

/**
 * esp_import_columns_new:
 *
 * Returns: (transfer floating): an empty table
 */
GtkWidget *
esp_import_columns_new (void)
{
  return g_object_new (ESP_TYPE_IMPORT_COLUMNS, NULL);
}

/**
 * esp_import_columns_show:
 * @plan: changed by what the user chooses; outlives the table, or another is shown first
 */
void
esp_import_columns_show (EspImportColumns *self,
                         const EspImportInspection *inspection,
                         EspImportPlan *plan)
{
  g_autoptr (GtkStringList) fields = gtk_string_list_new (NULL);
  GtkWidget *row;

  for (guint i = 0; i < ESP_N_IMPORT_FIELDS; i++)
    gtk_string_list_append (fields, esp_import_field_words ((EspImportField) i));
  self->plan = plan;
  self->is_filling = TRUE;
  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < inspection->n_columns; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         row_new (self, inspection, G_LIST_MODEL (fields), i));
  self->is_filling = FALSE;
}
