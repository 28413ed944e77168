/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoding, delimiter, header, dates and numbers of the file, with its first rows, so that a wrong guess is
 * seen; when the encoding is in doubt, the same line as each candidate reads it. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-shape.h"

#include "base/esp-format.h"
#include "views/shell/esp-choice.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PREVIEW_ROWS 4
#define PREVIEW_COLUMNS 12
#define PREVIEW_CHARS 24

static const EspEncoding encodings[] = { ESP_ENCODING_UTF8,    ESP_ENCODING_UTF8_BOM,
                                         ESP_ENCODING_CP949,   ESP_ENCODING_UTF16LE,
                                         ESP_ENCODING_UTF16BE, ESP_ENCODING_WINDOWS_1252,
                                         ESP_ENCODING_LATIN1,  ESP_ENCODING_SHIFT_JIS,
                                         ESP_ENCODING_EUC_JP,  ESP_ENCODING_GB18030 };
static const char delimiters[] = { ',', ';', '\t', '|' };

struct _EspImportShapeView
{
  GtkWidget parent_instance;

  GtkWidget *group;
  GtkWidget *sheet_row; /* of a workbook */
  GtkWidget *encoding_row;
  GtkWidget *delimiter_row;
  GtkWidget *header_switch;
  GtkWidget *date_row;
  GtkWidget *decimal_row;
  GtkWidget *candidates; /* a boxed list */
  GtkWidget *preview;    /* holds a grid */
  EspImportPlan *plan;   /* (nullable) the screen's */
  guint sheet;           /* from 1, of the workbook that is shown; 0 is none */
  gboolean is_filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportShapeView, esp_import_shape_view, GTK_TYPE_WIDGET)

static const char *
encoding_words (EspEncoding encoding)
{
  static const char *const words[ESP_N_ENCODINGS] = {
    [ESP_ENCODING_CP949] = N_ ("CP949 (Korean Windows)"),
    [ESP_ENCODING_SHIFT_JIS] = N_ ("Shift_JIS (Japanese)"),
    [ESP_ENCODING_EUC_JP] = N_ ("EUC-JP (Japanese)"),
    [ESP_ENCODING_GB18030] = N_ ("GB18030 (Chinese)"),
  };

  return words[encoding] != NULL ? _ (words[encoding]) : esp_encoding_get_name (encoding);
}

static void
changed_cb (EspImportShapeView *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
format_cb (EspImportShapeView *self)
{
  gboolean has_comma = adw_combo_row_get_selected (ADW_COMBO_ROW (self->decimal_row)) == 1;

  if (self->is_filling || self->plan == NULL)
    return;
  self->plan->date_order =
    (EspDateOrder) adw_combo_row_get_selected (ADW_COMBO_ROW (self->date_row));
  if (has_comma != self->plan->has_decimal_comma)
    esp_import_plan_set_comma (self->plan, has_comma);
}

static void
select_encoding (EspImportShapeView *self, EspEncoding encoding)
{
  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++)
    if (encodings[i] == encoding)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->encoding_row), i);
}

static void
candidate_cb (EspImportShapeView *self, GtkListBoxRow *row)
{
  select_encoding (self, (EspEncoding) GPOINTER_TO_UINT (
                           g_object_get_data (G_OBJECT (row), "esp-encoding")));
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
  GtkWidget *row = esp_choice_row_new ();
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
build_formats (EspImportShapeView *self)
{
  const char *orders[] = { _ ("Year first, or a named month"), _ ("Month first: 03/25/2026"),
                           _ ("Day first: 25/03/2026"), _ ("Short year first: 26/03/25"), NULL };
  const char *decimals[] = { _ ("With a point: 1,234.5"), _ ("With a comma: 1.234,5"), NULL };

  self->date_row = combo_new (_ ("Dates"), orders);
  self->decimal_row = combo_new (_ ("Numbers"), decimals);
  g_signal_connect_swapped (self->date_row, "notify::selected", G_CALLBACK (format_cb), self);
  g_signal_connect_swapped (self->decimal_row, "notify::selected", G_CALLBACK (format_cb), self);
}

static void
build_candidates (EspImportShapeView *self)
{
  self->candidates = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->candidates), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->candidates, "boxed-list");
  gtk_widget_set_margin_top (self->candidates, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->candidates), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Which line reads right?"), -1);
  g_signal_connect_swapped (self->candidates, "row-activated", G_CALLBACK (candidate_cb), self);
}

static void
esp_import_shape_view_init (EspImportShapeView *self)
{
  const char *encoding_names[G_N_ELEMENTS (encodings) + 1] = { NULL };
  const char *delimiter_names[] = { _ ("Comma"), _ ("Semicolon"), _ ("Tab"), _ ("Vertical bar"),
                                    NULL };
  GtkWidget *header_row;

  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    encoding_names[i] = encoding_words (encodings[i]);
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _ ("The file"));
  self->sheet_row = combo_new (_ ("Sheet"), encoding_names + G_N_ELEMENTS (encodings));
  self->encoding_row = combo_new (_ ("Encoding"), encoding_names);
  self->delimiter_row = combo_new (_ ("Values are split by"), delimiter_names);
  header_row = build_header_row (self);
  build_formats (self);
  build_candidates (self);
  self->preview = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->preview), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->preview), TRUE);
  gtk_widget_add_css_class (self->preview, "card");
  gtk_widget_set_margin_top (self->preview, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->preview), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The first rows of the file"), -1);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->sheet_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->encoding_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->delimiter_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), header_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->date_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->decimal_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->candidates);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), self->preview);
  g_signal_connect_swapped (self->sheet_row, "notify::selected", G_CALLBACK (changed_cb), self);
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

/* The same line as each candidate reads it, to choose by looking. */
static void
show_candidates (EspImportShapeView *self, const EspImportInspection *inspection)
{
  GtkWidget *row;
  gboolean is_needed = !inspection->guess.is_sure && inspection->guess.n_candidates > 1 &&
                       inspection->samples[0] != NULL;

  while ((row = gtk_widget_get_first_child (self->candidates)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->candidates), row);
  gtk_widget_set_visible (self->candidates, is_needed);
  for (guint i = 0; is_needed && i < inspection->guess.n_candidates; i++)
    {
      EspEncoding encoding = inspection->guess.candidates[i].encoding;
      gboolean is_chosen = encoding == inspection->plan->encoding;
      GtkWidget *mark = gtk_image_new_from_icon_name ("esp-check-symbolic");

      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), inspection->samples[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), encoding_words (encoding));
      gtk_widget_set_opacity (mark, is_chosen ? 1.0 : 0.0);
      gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      is_chosen ? _ ("Chosen") : _ ("Not chosen"), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data (G_OBJECT (row), "esp-encoding", GUINT_TO_POINTER (encoding));
      gtk_list_box_append (GTK_LIST_BOX (self->candidates), row);
    }
}

/* A syllable of Hangul is as wide as two letters. */
static int
count_widths (const char *text)
{
  int n = 0;

  for (const char *p = text; *p != '\0' && n < PREVIEW_CHARS; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

static void
put_cell (GtkGrid *grid, const char *text, guint column, guint row)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n\t", ' ');
  GtkWidget *label = gtk_label_new (line);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), PREVIEW_CHARS);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN (16, count_widths (line) + 1));
  gtk_widget_add_css_class (label, row == 0 ? "heading" : "dim-label");
  gtk_grid_attach (grid, label, (int) column, (int) row, 1, 1);
}

static void
show_preview (EspImportShapeView *self, const EspImportInspection *inspection)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  guint n_columns = MIN (inspection->n_columns, PREVIEW_COLUMNS);

  gtk_grid_set_column_spacing (grid, 18);
  gtk_grid_set_row_spacing (grid, 6);
  gtk_widget_set_margin_start (GTK_WIDGET (grid), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (grid), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (grid), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (grid), 12);
  for (guint c = 0; c < n_columns; c++)
    put_cell (grid, inspection->plan->columns[c], c, 0);
  for (guint r = 0; r < MIN (PREVIEW_ROWS, inspection->rows->len); r++)
    {
      GStrv row = inspection->rows->pdata[r];
      guint n_cells = g_strv_length (row);

      for (guint c = 0; c < MIN (n_columns, n_cells); c++)
        put_cell (grid, row[c], c, r + 1);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->preview), GTK_WIDGET (grid));
}

/* A workbook says itself how it is written; which of its sheets is meant it does not say. */
static void
show_sheets (EspImportShapeView *self, const EspImportInspection *inspection)
{
  gboolean is_workbook = inspection->sheets != NULL;

  self->sheet = inspection->sheet;
  gtk_widget_set_visible (self->encoding_row, !is_workbook);
  gtk_widget_set_visible (self->delimiter_row, !is_workbook);
  gtk_widget_set_visible (self->sheet_row, is_workbook && g_strv_length (inspection->sheets) > 1);
  if (is_workbook)
    {
      g_autoptr (GtkStringList) names =
        gtk_string_list_new ((const char *const *) inspection->sheets);

      adw_combo_row_set_model (ADW_COMBO_ROW (self->sheet_row), G_LIST_MODEL (names));
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->sheet_row), inspection->sheet - 1);
    }
}

/**
 * esp_import_shape_view_show:
 * @plan: takes how dates and numbers are written; outlives the view, or another is shown first
 */
void
esp_import_shape_view_show (EspImportShapeView *self,
                            const EspImportInspection *inspection,
                            EspImportPlan *plan)
{
  self->is_filling = TRUE;
  self->plan = plan;
  show_sheets (self, inspection);
  select_encoding (self, plan->encoding);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->date_row), plan->date_order);
  adw_action_row_set_subtitle (
    ADW_ACTION_ROW (self->date_row),
    inspection->formats.n_ambiguous_dates > 0 && plan->date_order == ESP_DATE_ORDER_UNKNOWN
      ? _ ("Dates such as 03/04/2026 stand in the file, and nothing tells the day from the month: "
           "please choose")
      : "");
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->decimal_row), plan->has_decimal_comma ? 1 : 0);
  for (guint i = 0; i < G_N_ELEMENTS (delimiters); i++)
    if (delimiters[i] == plan->delimiter)
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->delimiter_row), i);
  gtk_switch_set_active (GTK_SWITCH (self->header_switch), plan->has_header);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->encoding_row),
                               inspection->guess.is_sure
                                 ? ""
                                 : _ ("Not certain: which line below reads right?"));
  show_candidates (self, inspection);
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
  out_shape->sheet = 0;
  if (self->sheet == 0)
    return;
  out_shape->sheet = adw_combo_row_get_selected (ADW_COMBO_ROW (self->sheet_row)) + 1;
  if (out_shape->sheet != self->sheet)
    out_shape->header = -1; /* another table: its first row is looked at anew */
}
