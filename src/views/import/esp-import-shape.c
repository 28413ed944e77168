/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoding, delimiter and header of the file, with its first rows, so that a wrong guess is seen. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-shape.h"

#include "base/esp-format.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PREVIEW_ROWS 4

static const EspEncoding encodings[] = { ESP_ENCODING_UTF8,    ESP_ENCODING_UTF8_BOM,
                                         ESP_ENCODING_CP949,   ESP_ENCODING_UTF16LE,
                                         ESP_ENCODING_UTF16BE, ESP_ENCODING_WINDOWS_1252,
                                         ESP_ENCODING_LATIN1 };
static const char delimiters[] = { ',', ';', '\t', '|' };

struct _EspImportShapeView
{
  GtkWidget parent_instance;

  GtkWidget *group;
  GtkWidget *encoding_row;
  GtkWidget *delimiter_row;
  GtkWidget *header_switch;
  GtkWidget *preview;
  gboolean is_filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportShapeView, esp_import_shape_view, GTK_TYPE_WIDGET)

static void
changed_cb (EspImportShapeView *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
esp_import_shape_view_dispose (GObject *object)
{
  g_clear_pointer (&ESP_IMPORT_SHAPE_VIEW (object)->group, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_shape_view_parent_class)->dispose (object);
}

static void
esp_import_shape_view_class_init (EspImportShapeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_shape_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EspImportShapeView::changed:
   *
   * The user says that the file is written in another way.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", ESP_TYPE_IMPORT_SHAPE_VIEW, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
combo_new (const char *title, const char *const *names)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  return row;
}

static GtkWidget *
build_header_row (EspImportShapeView *self)
{
  GtkWidget *row = adw_action_row_new ();

  self->header_switch = gtk_switch_new ();
  gtk_widget_set_valign (self->header_switch, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("The first row holds the names of the columns"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->header_switch),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The first row holds the names of the columns"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->header_switch);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->header_switch);
  return row;
}

static void
esp_import_shape_view_init (EspImportShapeView *self)
{
  const char *encoding_names[G_N_ELEMENTS (encodings) + 1] = { NULL };
  const char *delimiter_names[] = { _ ("Comma"), _ ("Semicolon"), _ ("Tab"), _ ("Vertical bar"),
                                    NULL };
  GtkWidget *header_row;

  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    encoding_names[i] = encodings[i] == ESP_ENCODING_CP949 ? _ ("CP949 (Korean Windows)")
                                                           : esp_encoding_get_name (encodings[i]);
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("The file"));
  self->encoding_row = combo_new (_ ("Encoding"), encoding_names);
  self->delimiter_row = combo_new (_ ("Values are split by"), delimiter_names);
  header_row = build_header_row (self);
  self->preview = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->preview), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (self->preview), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->preview, "dim-label");
  gtk_widget_set_margin_top (self->preview, 12);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->encoding_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->delimiter_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), header_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->preview);
  g_signal_connect_swapped (self->encoding_row, "notify::selected", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->delimiter_row, "notify::selected", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->header_switch, "notify::active", G_CALLBACK (changed_cb), self);
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
}

/**
 * esp_import_shape_view_new:
 *
 * Returns: (transfer floating): a view of no file yet
 */
GtkWidget *
esp_import_shape_view_new (void)
{
  return g_object_new (ESP_TYPE_IMPORT_SHAPE_VIEW, NULL);
}

static void
show_preview (EspImportShapeView *self, const EspImportInspection *inspection)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *header = g_strjoinv (" | ", inspection->plan->columns);

  g_string_append (text, header);
  for (guint i = 0; i < MIN (PREVIEW_ROWS, inspection->rows->len); i++)
    {
      g_autofree char *row = g_strjoinv (" | ", inspection->rows->pdata[i]);

      g_string_append_printf (text, "\n%s", row);
    }
  gtk_label_set_text (GTK_LABEL (self->preview), text->str);
}

/**
 * esp_import_shape_view_show:
 */
void
esp_import_shape_view_show (EspImportShapeView *self, const EspImportInspection *inspection)
{
  const EspImportPlan *plan = inspection->plan;

  self->is_filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    if (encodings[i] == plan->encoding)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->encoding_row), i);
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (delimiters[i] == plan->delimiter)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->delimiter_row), i);
  gtk_switch_set_active (GTK_SWITCH (self->header_switch), plan->has_header);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->encoding_row),
                               inspection->guess.is_sure
                                 ? ""
                                 : _ ("Not certain: do the names below read right?"));
  show_preview (self, inspection);
  self->is_filling = FALSE;
}

/**
 * esp_import_shape_view_get:
 *
 * Tells how the user says that the file is written.
 */
void
esp_import_shape_view_get (EspImportShapeView *self, EspImportShape *out_shape)
{
  out_shape->has_encoding = TRUE;
  out_shape->encoding = encodings[adw_combo_row_get_selected (ADW_COMBO_ROW (self->encoding_row))];
  out_shape->delimiter =
    delimiters[adw_combo_row_get_selected (ADW_COMBO_ROW (self->delimiter_row))];
  out_shape->header = gtk_switch_get_active (GTK_SWITCH (self->header_switch));
}
