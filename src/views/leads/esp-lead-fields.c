/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fields of one lead as a list that is edited in place. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-fields.h"

#include "views/leads/esp-lead-field-row.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

struct _EspLeadFields
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gboolean is_narrow;  /* shows what there is, edits nothing */
  gint64 lead_id;
  EspFields *fields; /* (owned) (nullable) of the rows */
  GPtrArray *rows;   /* (owned) of EspLeadFieldRow, one a field; NULL where none is shown */
  GtkWidget *box;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspLeadFields, esp_lead_fields, GTK_TYPE_WIDGET)

/* What was typed is saved before the rows go. */
static void
drop_rows (EspLeadFields *self)
{
  GtkWidget *child;

  for (guint i = 0; i < self->rows->len; i++)
    if (g_ptr_array_index (self->rows, i) != NULL)
      esp_lead_field_row_commit (g_ptr_array_index (self->rows, i));
  while (self->list != NULL && (child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  g_ptr_array_set_size (self->rows, 0);
  g_clear_pointer (&self->fields, esp_fields_unref);
}

static gboolean
has_same_fields (EspLeadFields *self, const EspLead *lead)
{
  guint n = esp_fields_get_n (lead->fields);

  if (self->fields == NULL || esp_fields_get_n (self->fields) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const EspField *a = esp_fields_get (self->fields, i);
      const EspField *b = esp_fields_get (lead->fields, i);

      if (!g_str_equal (a->column, b->column) || !g_str_equal (a->label, b->label) ||
          a->type != b->type)
        return FALSE;
    }
  return TRUE;
}

static gboolean
has_same_gaps (EspLeadFields *self, const EspLead *lead)
{
  for (guint i = 0; self->is_narrow && i < lead->n_values; i++)
    if ((g_ptr_array_index (self->rows, i) == NULL) != (lead->values[i].type == ESP_VALUE_NULL))
      return FALSE;
  return TRUE;
}

static void
build_rows (EspLeadFields *self, const EspLead *lead)
{
  self->lead_id = lead->id;
  self->fields = esp_fields_ref (lead->fields);
  for (guint i = 0; i < lead->n_values; i++)
    {
      EspLeadFieldRow *row = NULL;

      if (!self->is_narrow || lead->values[i].type != ESP_VALUE_NULL)
        {
          row = esp_lead_field_row_new (self->session, lead->id, self->fields, i, self->is_narrow);
          gtk_list_box_append (GTK_LIST_BOX (self->list), esp_lead_field_row_get_widget (row));
          if (esp_lead_field_row_get_error (row) != NULL)
            gtk_list_box_append (GTK_LIST_BOX (self->list), esp_lead_field_row_get_error (row));
        }
      g_ptr_array_add (self->rows, row);
    }
}

static void
esp_lead_fields_dispose (GObject *object)
{
  EspLeadFields *self = ESP_LEAD_FIELDS (object);

  if (self->rows != NULL)
    drop_rows (self);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->list = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_lead_fields_parent_class)->dispose (object);
}

static void
esp_lead_fields_class_init (EspLeadFieldsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_fields_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_lead_fields_init (EspLeadFields *self)
{
  GtkWidget *title = gtk_label_new (_ ("Details"));

  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_lead_field_row_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->list = esp_form_list_new (_ ("Details"));
  gtk_widget_add_css_class (self->list, "esp-lead-fields");
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (title, "esp-section-title");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_lead_fields_new:
 * @is_narrow: only what there is, and nothing is edited
 *
 * Returns: (transfer floating): a list of nobody
 */
GtkWidget *
esp_lead_fields_new (EspSession *session, gboolean is_narrow)
{
  EspLeadFields *self = g_object_new (ESP_TYPE_LEAD_FIELDS, NULL);

  self->session = session;
  self->is_narrow = is_narrow;
  return GTK_WIDGET (self);
}

/**
 * esp_lead_fields_show:
 *
 * Shows a lead. Of the lead that is shown already only what changed is touched: what is being typed stays.
 */
void
esp_lead_fields_show (EspLeadFields *self, const EspLead *lead)
{
  g_return_if_fail (ESP_IS_LEAD_FIELDS (self));

  if (self->lead_id != lead->id || !has_same_fields (self, lead) || !has_same_gaps (self, lead))
    {
      drop_rows (self);
      build_rows (self, lead);
    }
  for (guint i = 0; i < lead->n_values; i++)
    {
      EspLeadFieldRow *row = g_ptr_array_index (self->rows, i);

      if (row == NULL)
        continue;
      esp_lead_field_row_show (row, &lead->values[i]);
      if (g_str_equal (esp_fields_get (self->fields, i)->column, "time_zone"))
        esp_lead_field_row_show_zone (row, lead);
    }
}
