/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one column of the file goes, what its field is called, and which value wins for known leads. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-column-row.h"

#include "base/esp-format.h"
#include "views/import/esp-import-words.h"
#include "views/shell/esp-choice.h"

#include <glib/gi18n.h>

#define MAX_SAMPLES 3
#define MAX_SAMPLE_CHARS 40

struct _EspImportColumnRow
{
  AdwExpanderRow parent_instance;

  EspImportPlan *plan; /* the screen's */
  guint column;
  EspFieldType type; /* that the cells suggest */
  GtkWidget *chooser;
  GtkWidget *name_row;   /* (nullable) made when the row is opened first */
  GtkWidget *type_row;   /* (nullable) */
  GtkWidget *policy_row; /* (nullable) */
  gboolean is_filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportColumnRow, esp_import_column_row, ADW_TYPE_EXPANDER_ROW)

static EspImportMapping *
get_mapping (EspImportColumnRow *self)
{
  return esp_import_plan_find_mapping (self->plan, self->column);
}

/* The policy that most fields have is the one for a field that is chosen now. */
static EspImportPolicy
usual_policy (EspImportColumnRow *self)
{
  const EspImportMapping *mapping = get_mapping (self);

  if (mapping != NULL)
    return mapping->policy;
  return self->plan->mappings->len > 0 ? esp_import_plan_get_mapping (self->plan, 0)->policy
                                       : ESP_IMPORT_FILL;
}

static void
chosen_cb (EspImportColumnRow *self)
{
  EspImportField field =
    (EspImportField) gtk_drop_down_get_selected (GTK_DROP_DOWN (self->chooser));
  EspImportPolicy policy = usual_policy (self);

  if (self->is_filling)
    return;
  esp_import_plan_unmap (self->plan, self->column);
  if (field == ESP_IMPORT_FIELD_CUSTOM)
    esp_import_plan_map_custom (self->plan, self->column, self->plan->columns[self->column],
                                self->type)
      ->policy = policy;
  else if (field != ESP_IMPORT_FIELD_NONE)
    esp_import_plan_map (self->plan, self->column, field)->policy = policy;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
named_cb (EspImportColumnRow *self)
{
  EspImportMapping *mapping = get_mapping (self);

  if (self->is_filling || mapping == NULL || mapping->field != ESP_IMPORT_FIELD_CUSTOM)
    return;
  g_free (mapping->label);
  mapping->label = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  g_clear_pointer (&mapping->custom, g_free); /* another name is another field */
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
typed_cb (EspImportColumnRow *self)
{
  EspImportMapping *mapping = get_mapping (self);

  if (self->is_filling || mapping == NULL)
    return;
  mapping->type = (EspFieldType) adw_combo_row_get_selected (ADW_COMBO_ROW (self->type_row));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
policy_cb (EspImportColumnRow *self)
{
  EspImportMapping *mapping = get_mapping (self);

  if (self->is_filling || mapping == NULL)
    return;
  mapping->policy =
    esp_import_policies[adw_combo_row_get_selected (ADW_COMBO_ROW (self->policy_row))];
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
combo_new (EspImportColumnRow *self,
           const char *title,
           const char *const *names,
           GCallback callback)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  g_signal_connect_swapped (row, "notify::selected", callback, self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  return row;
}

/* Most rows are never opened: what they hold is made when they are. */
static void
expanded_cb (EspImportColumnRow *self)
{
  const char *policy_names[G_N_ELEMENTS (esp_import_policies) + 1] = { NULL };
  const char *type_names[] = { C_ ("field type", "Text"),
                               C_ ("field type", "Whole number"),
                               C_ ("field type", "Number"),
                               C_ ("field type", "Yes or no"),
                               C_ ("field type", "Day"),
                               C_ ("field type", "Date and time"),
                               NULL };

  if (self->policy_row != NULL || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (esp_import_policies); i++)
    policy_names[i] = esp_import_policy_words (esp_import_policies[i]);
  self->is_filling = TRUE;
  self->name_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name_row), _ ("Name of the field"));
  g_signal_connect_swapped (self->name_row, "changed", G_CALLBACK (named_cb), self);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->name_row);
  self->type_row = combo_new (self, _ ("Kind of value"), type_names, G_CALLBACK (typed_cb));
  self->policy_row =
    combo_new (self, _ ("For leads that are known"), policy_names, G_CALLBACK (policy_cb));
  self->is_filling = FALSE;
  esp_import_column_row_refresh (self);
}

static void
esp_import_column_row_class_init (EspImportColumnRowClass *klass)
{
  /**
   * EspImportColumnRow::changed:
   *
   * The user changed what the plan says of the column.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ESP_TYPE_IMPORT_COLUMN_ROW, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static char *
dup_item (GtkStringObject *item)
{
  return g_strdup (gtk_string_object_get_string (item));
}

static void
esp_import_column_row_init (EspImportColumnRow *self)
{
  g_autoptr (GtkStringList) fields = gtk_string_list_new (NULL);
  GtkExpression *expression =
    gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, G_CALLBACK (dup_item), NULL, NULL);

  for (guint i = 0; i < ESP_N_IMPORT_FIELDS; i++)
    gtk_string_list_append (fields, esp_import_field_words ((EspImportField) i));
  self->chooser = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&fields)), expression);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->chooser), TRUE);
  esp_choice_speak (self->chooser);
  gtk_widget_set_valign (self->chooser, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->chooser, "notify::selected", G_CALLBACK (chosen_cb), self);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), self->chooser);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}

static char *
dup_samples (const EspImportInspection *inspection, guint column)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < inspection->rows->len && n < MAX_SAMPLES; i++)
    {
      GStrv row = inspection->rows->pdata[i];
      g_autofree char *start = NULL;

      if (column >= g_strv_length (row) || *row[column] == '\0')
        continue;
      start =
        g_utf8_substring (row[column], 0, MIN (g_utf8_strlen (row[column], -1), MAX_SAMPLE_CHARS));
      g_strdelimit (start, "\r\n\t", ' ');
      g_string_append_printf (text, "%s%s", n > 0 ? " · " : "", start);
      n++;
    }
  return n > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_ ("no values"));
}

/**
 * esp_import_column_row_new:
 * @plan: changed by what the user chooses; outlives the row
 *
 * Returns: (transfer floating): a row about one column
 */
GtkWidget *
esp_import_column_row_new (const EspImportInspection *inspection, EspImportPlan *plan, guint column)
{
  EspImportColumnRow *self = g_object_new (ESP_TYPE_IMPORT_COLUMN_ROW, NULL);
  const EspImportColumnFacts *facts = &inspection->facts[column];
  g_autofree char *samples = dup_samples (inspection, column);
  g_autofree char *fill = esp_format_percent (facts->fill, 0);
  /* Translators: how much of a column is filled, then examples of its values */
  g_autofree char *subtitle = g_strdup_printf (_ ("%s filled · %s"), fill, samples);
  /* Translators: the name of a column of a file */
  g_autofree char *label = g_strdup_printf (_ ("Field for “%s”"), plan->columns[column]);

  self->plan = plan;
  self->column = column;
  self->type = esp_import_type_of_kind (facts->kind);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), plan->columns[column]);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chooser), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  /* The button inside is what takes the focus. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (self->chooser)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  esp_import_column_row_refresh (self);
  return GTK_WIDGET (self);
}

/**
 * esp_import_column_row_refresh:
 *
 * Shows what the plan says of the column now.
 */
void
esp_import_column_row_refresh (EspImportColumnRow *self)
{
  const EspImportMapping *mapping = get_mapping (self);
  gboolean is_custom = mapping != NULL && mapping->field == ESP_IMPORT_FIELD_CUSTOM;

  self->is_filling = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->chooser),
                              mapping != NULL ? mapping->field : ESP_IMPORT_FIELD_NONE);
  if (self->policy_row != NULL)
    {
      gtk_widget_set_visible (self->name_row, is_custom);
      gtk_widget_set_visible (self->type_row, is_custom);
      gtk_widget_set_sensitive (self->policy_row, mapping != NULL);
    }
  if (self->policy_row != NULL && mapping != NULL)
    {
      const char *name = mapping->label != NULL ? mapping->label : mapping->custom;

      if (is_custom && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->name_row)), name) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->name_row), name != NULL ? name : "");
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->type_row), mapping->type);
      for (guint i = 0; i < G_N_ELEMENTS (esp_import_policies); i++)
        if (esp_import_policies[i] == mapping->policy)
          adw_combo_row_set_selected (ADW_COMBO_ROW (self->policy_row), i);
    }
  self->is_filling = FALSE;
}
