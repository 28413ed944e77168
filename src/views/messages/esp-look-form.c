/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grounds, frames, corners and letters of the selected block, its column and its section. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-look-form.h"

#include "engine/content/esp-brand.h"
#include "engine/content/esp-color.h"
#include "engine/content/esp-message-place.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_RADIUS_PX 100

/* What a row belongs to; it is looked up each time, because undo makes the message anew. */
typedef enum
{
  PART_BLOCK,
  PART_COLUMN,
  PART_SECTION,
} Part;

/* A row and what it changes. */
typedef struct
{
  EspMessageDesk *desk; /* (unowned): outlives the form */
  gpointer origin;      /* (nullable): the form; without it the form is made anew */
  Part part;
  gsize offset;
  const int *values; /* (nullable): of a choice */
  GtkWidget *reset;  /* (nullable): of a colour */
} Row;

typedef struct
{
  EspMessageDesk *desk;
  GtkWidget *list;
  gpointer origin;
  Part part;
} Form;

static gboolean
has_block (const GPtrArray *blocks, const char *id)
{
  for (guint i = 0; i < blocks->len; i++)
    if (g_strcmp0 (((EspBlock *) blocks->pdata[i])->id, id) == 0)
      return TRUE;
  return FALSE;
}

/* The innermost column among @columns that holds the block, however deep. */
static EspColumn *
find_column (const GPtrArray *columns, const char *id)
{
  for (guint i = 0; i < columns->len; i++)
    {
      EspColumn *column = columns->pdata[i];

      if (has_block (column->blocks, id))
        return column;
      for (guint j = 0; j < column->blocks->len; j++)
        {
          const EspBlock *block = column->blocks->pdata[j];
          EspColumn *inner = block->columns != NULL ? find_column (block->columns, id) : NULL;

          if (inner != NULL)
            return inner;
        }
    }
  return NULL;
}

static gpointer
find_part (EspMessageDesk *desk, Part part)
{
  const char *id = esp_message_desk_get_selected (desk);
  EspSection *section;

  if (part == PART_BLOCK)
    return esp_message_desk_get_block (desk);
  section = esp_message_find_section (esp_message_desk_get_doc (desk), id);
  if (part == PART_SECTION || section == NULL)
    return section;
  return find_column (section->columns, id);
}

static void
commit (const Row *row)
{
  static const char *const names[] = { N_ ("Change block"), N_ ("Change column"),
                                       N_ ("Change section") };
  g_autofree char *key =
    g_strdup_printf ("look:%s:%d:%" G_GSIZE_FORMAT, esp_message_desk_get_selected (row->desk),
                     row->part, row->offset);

  esp_message_desk_commit (row->desk, _ (names[row->part]), key, row->origin);
}

static Row *
row_new (const Form *form, gsize offset)
{
  Row *row = g_new0 (Row, 1);

  row->desk = form->desk;
  row->origin = form->origin;
  row->part = form->part;
  row->offset = offset;
  return row;
}

#define CONNECT(object, signal, callback, row)                                                     \
  g_signal_connect_data (object, signal, G_CALLBACK (callback), row,                               \
                         (GClosureNotify) (void (*) (void)) g_free, 0)

/* Numbers */

static void
number_cb (GtkSpinButton *spin, Row *row)
{
  gpointer part = find_part (row->desk, row->part);

  if (part == NULL)
    return;
  G_STRUCT_MEMBER (int, part, row->offset) = gtk_spin_button_get_value_as_int (spin);
  commit (row);
}

static void
add_corners (const Form *form, gsize offset)
{
  int value = G_STRUCT_MEMBER (int, find_part (form->desk, form->part), offset);
  GtkWidget *row = esp_form_spin_row_new (_ ("Round corners"), _ ("px; -1 is as usual"),
                                          ESP_RADIUS_USUAL, MAX_RADIUS_PX, value);

  CONNECT (esp_form_row_get_spin (row), "value-changed", number_cb, row_new (form, offset));
  gtk_list_box_append (GTK_LIST_BOX (form->list), row);
}

/* Choices among numbers */

static void
choice_cb (AdwComboRow *combo, GParamSpec *pspec, Row *row)
{
  gpointer part = find_part (row->desk, row->part);
  int *value = part != NULL ? G_STRUCT_MEMBER_P (part, row->offset) : NULL;
  guint i = adw_combo_row_get_selected (combo);

  if (value == NULL || i == GTK_INVALID_LIST_POSITION || *value == row->values[i])
    return;
  *value = row->values[i];
  commit (row);
}

typedef struct
{
  const char *title;
  gsize offset;
  const char *const *names; /* NULL-terminated, one for each of values */
  const int *values;
} Choice;

static void
add_choice (const Form *form, const Choice *choice)
{
  int value = G_STRUCT_MEMBER (int, find_part (form->desk, form->part), choice->offset);
  guint n = g_strv_length ((char **) choice->names);
  guint i = 0;
  GtkWidget *combo = esp_form_choice_row_new (choice->title, choice->names, 0);
  Row *row = row_new (form, choice->offset);

  while (i < n && choice->values[i] != value)
    i++;
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), i < n ? i : GTK_INVALID_LIST_POSITION);
  row->values = choice->values;
  CONNECT (combo, "notify::selected", choice_cb, row);
  gtk_list_box_append (GTK_LIST_BOX (form->list), combo);
}

static void
add_letters (const Form *form)
{
  static const int sizes[] = { 0, 12, 13, 14, 15, 16, 18, 20, 24, 28, 32, 40, 48 };
  static const int weights[] = { 0, 300, 400, 500, 600, 700, 900 };
  const char *const weight_names[] = { _ ("As usual"),
                                       C_ ("weight", "Light"),
                                       C_ ("weight", "Normal"),
                                       C_ ("weight", "Medium"),
                                       C_ ("weight", "Half bold"),
                                       C_ ("weight", "Bold"),
                                       C_ ("weight", "Black"),
                                       NULL };
  const char *names[G_N_ELEMENTS (sizes) + 1] = { _ ("As usual") };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const Choice size = { _ ("Size of the letters"), G_STRUCT_OFFSET (EspBlock, font_size), names,
                        sizes };
  const Choice weight = { _ ("Weight of the letters"), G_STRUCT_OFFSET (EspBlock, look.weight),
                          weight_names, weights };

  for (guint i = 1; i < G_N_ELEMENTS (sizes); i++)
    {
      g_ptr_array_add (texts, g_strdup_printf (_ ("%d px"), sizes[i]));
      names[i] = texts->pdata[i - 1];
    }
  add_choice (form, &size);
  add_choice (form, &weight);
}

/* Colours */

/* How well the words of a button are read on it, as the brand makes them where it has no colours. */
static void
show_contrast (GtkWidget *ground, const EspBlock *block)
{
  EspColor on = { 0 };
  EspColor ink = { 0 };
  double ratio;
  g_autofree char *text = NULL;

  if (!esp_color_parse (block->color != NULL ? block->color : esp_brand_default.accent, &on) ||
      !esp_color_parse (block->text_color != NULL ? block->text_color : esp_brand_default.on_accent,
                        &ink))
    return;
  ratio = esp_color_contrast (ink, on);
  text = ratio >= ESP_CONTRAST_TEXT
           ? g_strdup_printf (_ ("Contrast %.1f:1"), ratio)
           : g_strdup_printf (_ ("Contrast %.1f:1 – hard to read, 4.5:1 is needed"), ratio);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (ground), text);
  if (ratio < ESP_CONTRAST_TEXT)
    gtk_widget_add_css_class (ground, "error");
  else
    gtk_widget_remove_css_class (ground, "error");
}

static void
color_cb (GtkWidget *button, GParamSpec *pspec, Row *row)
{
  gpointer part = find_part (row->desk, row->part);
  g_autofree char *color = esp_dialog_color_button_dup_color (button);
  char **field = part != NULL ? G_STRUCT_MEMBER_P (part, row->offset) : NULL;
  GtkWidget *shows = g_object_get_data (G_OBJECT (button), "esp-contrast");

  if (field == NULL || g_strcmp0 (color, *field) == 0)
    return;
  esp_message_doc_set (field, color);
  gtk_widget_set_visible (row->reset, TRUE);
  if (shows != NULL)
    show_contrast (shows, part);
  commit (row);
}

static void
reset_cb (GtkWidget *button)
{
  const Row *row = g_object_get_data (G_OBJECT (button), "esp-row");
  gpointer part = find_part (row->desk, row->part);
  char **field = part != NULL ? G_STRUCT_MEMBER_P (part, row->offset) : NULL;

  if (field == NULL)
    return;
  g_clear_pointer (field, g_free);
  commit (row); /* makes the form anew, and this button with it */
}

static GtkWidget *
make_reset (const Form *form, gsize offset, const char *title)
{
  GtkWidget *reset = gtk_button_new_from_icon_name ("esp-close-symbolic");
  /* Translators: %s is the title of a colour, such as “Ground” */
  g_autofree char *label = g_strdup_printf (_ ("%s: as usual"), title);
  Row *row = row_new (form, offset);

  row->origin = NULL;
  g_object_set_data_full (G_OBJECT (reset), "esp-row", row, g_free);
  gtk_widget_add_css_class (reset, "flat");
  gtk_widget_set_valign (reset, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (reset, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (reset), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (reset, "clicked", G_CALLBACK (reset_cb), NULL);
  return reset;
}

/* Returns: the row; its colour is @usual until one is chosen */
static GtkWidget *
add_color (const Form *form, const char *title, gsize offset, const char *usual)
{
  const char *color = G_STRUCT_MEMBER (char *, find_part (form->desk, form->part), offset);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = esp_dialog_color_button_new (title, color != NULL ? color : usual);
  GtkWidget *reset = make_reset (form, offset, title);
  Row *what = row_new (form, offset);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_visible (reset, color != NULL);
  what->reset = reset;
  CONNECT (button, "notify::rgba", color_cb, what);
  g_object_set_data (G_OBJECT (row), "esp-button", button);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), reset);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (GTK_LIST_BOX (form->list), row);
  return row;
}

/* Frames: one thickness for all sides; a side of its own comes from imports and stays until this is changed. */

static void
frame_cb (GtkSpinButton *spin, Row *row)
{
  gpointer part = find_part (row->desk, row->part);
  EspBorder *border = part != NULL ? G_STRUCT_MEMBER_P (part, row->offset) : NULL;
  int px = gtk_spin_button_get_value_as_int (spin);

  if (border == NULL)
    return;
  border->top = border->right = border->bottom = border->left = px;
  commit (row);
}

static void
add_frame (const Form *form, gsize offset)
{
  static const int styles[] = { ESP_LINE_SOLID, ESP_LINE_DASHED, ESP_LINE_DOTTED, ESP_LINE_DOUBLE };
  const char *const names[] = { _ ("Solid"), _ ("Dashed"), _ ("Dotted"), _ ("Double"), NULL };
  const EspBorder *border = G_STRUCT_MEMBER_P (find_part (form->desk, form->part), offset);
  int px = MAX (MAX (border->top, border->bottom), MAX (border->left, border->right));
  const Choice style = { _ ("Line of the frame"), offset + G_STRUCT_OFFSET (EspBorder, style),
                         names, styles };
  GtkWidget *row =
    esp_form_spin_row_new (_ ("Frame"), _ ("px; 0 is none"), 0, ESP_MAX_BORDER_PX, px);

  CONNECT (esp_form_row_get_spin (row), "value-changed", frame_cb, row_new (form, offset));
  gtk_list_box_append (GTK_LIST_BOX (form->list), row);
  add_choice (form, &style);
  (void) add_color (form, _ ("Colour of the frame"), offset + G_STRUCT_OFFSET (EspBorder, color),
                    esp_brand_default.line);
}

#undef CONNECT

static void
add_button_colors (const Form *form, const EspBlock *block)
{
  GtkWidget *ground =
    add_color (form, _ ("Colour"), G_STRUCT_OFFSET (EspBlock, color), esp_brand_default.accent);
  GtkWidget *ink = add_color (form, _ ("Colour of the words"),
                              G_STRUCT_OFFSET (EspBlock, text_color), esp_brand_default.on_accent);

  show_contrast (ground, block);
  g_object_set_data (g_object_get_data (G_OBJECT (ground), "esp-button"), "esp-contrast", ground);
  g_object_set_data (g_object_get_data (G_OBJECT (ink), "esp-button"), "esp-contrast", ground);
}

static void
add_button_size (const Form *form)
{
  static const int values[] = { ESP_BUTTON_SMALL, ESP_BUTTON_MEDIUM, ESP_BUTTON_LARGE };
  const char *const names[] = { _ ("Small"), _ ("Middle"), _ ("Large"), NULL };
  const Choice size = { _ ("Size"), G_STRUCT_OFFSET (EspBlock, size), names, values };

  add_choice (form, &size);
}

static void
add_block_rows (const Form *form, const EspBlock *block)
{
  if (block->kind == ESP_BLOCK_BUTTON)
    {
      add_button_colors (form, block);
      add_button_size (form);
    }
  if (block->kind == ESP_BLOCK_DIVIDER)
    (void) add_color (form, _ ("Colour"), G_STRUCT_OFFSET (EspBlock, color),
                      esp_brand_default.line);
  if (esp_block_has_paragraphs (block) || block->kind == ESP_BLOCK_BUTTON)
    add_letters (form);
  if (block->kind == ESP_BLOCK_BUTTON || block->kind == ESP_BLOCK_IMAGE)
    add_frame (form, G_STRUCT_OFFSET (EspBlock, look.border));
  if (block->kind == ESP_BLOCK_BUTTON || block->kind == ESP_BLOCK_IMAGE ||
      block->kind == ESP_BLOCK_PRODUCTS)
    add_corners (form, G_STRUCT_OFFSET (EspBlock, radius));
  (void) add_color (form, _ ("Ground"), G_STRUCT_OFFSET (EspBlock, look.background),
                    esp_brand_default.surface);
}

static Form
begin_form (EspMessageDesk *desk, GtkWidget *box, gpointer origin, const char *title)
{
  const Form form = { desk, esp_form_list_new (title), origin, PART_BLOCK };
  GtkWidget *heading = gtk_label_new (title);

  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), form.list);
  return form;
}

/**
 * esp_look_form_add_block:
 * @origin: the form, which shows already what it changes
 *
 * Adds how the selected block looks; nothing for those that only hold others.
 */
void
esp_look_form_add_block (EspMessageDesk *desk, GtkWidget *box, gpointer origin)
{
  const EspBlock *block = esp_message_desk_get_block (desk);
  Form form;

  if (block == NULL || block->kind == ESP_BLOCK_SPACER || block->kind == ESP_BLOCK_COLUMNS ||
      block->kind == ESP_BLOCK_LINKED)
    return;
  form = begin_form (desk, box, origin, _ ("Look"));
  add_block_rows (&form, block);
}

/**
 * esp_look_form_add_column:
 *
 * Adds how the column around the selected block looks, when it stands beside others.
 */
void
esp_look_form_add_column (EspMessageDesk *desk, GtkWidget *box, gpointer origin)
{
  static const int values[] = { ESP_VALIGN_TOP, ESP_VALIGN_MIDDLE, ESP_VALIGN_BOTTOM };
  const char *const names[] = { C_ ("align", "Top"), C_ ("align", "Middle"), C_ ("align", "Bottom"),
                                NULL };
  const Choice valign = { _ ("Height in the row"), G_STRUCT_OFFSET (EspColumn, valign), names,
                          values };
  const EspSection *section = find_part (desk, PART_SECTION);
  Form form;

  if (section == NULL || find_part (desk, PART_COLUMN) == NULL ||
      (section->columns->len == 1 && has_block (((EspColumn *) section->columns->pdata[0])->blocks,
                                                esp_message_desk_get_selected (desk))))
    return;
  form = begin_form (desk, box, origin, _ ("Column around it"));
  form.part = PART_COLUMN;
  (void) add_color (&form, _ ("Ground"), G_STRUCT_OFFSET (EspColumn, background),
                    section->background != NULL ? section->background : esp_brand_default.surface);
  add_choice (&form, &valign);
  add_frame (&form, G_STRUCT_OFFSET (EspColumn, border));
  add_corners (&form, G_STRUCT_OFFSET (EspColumn, radius));
}

/**
 * esp_look_form_add_section:
 * @list: of the rows of the section around the selected block, which is there
 */
void
esp_look_form_add_section (EspMessageDesk *desk, GtkWidget *list, gpointer origin)
{
  const Form form = { desk, list, origin, PART_SECTION };

  (void) add_color (&form, _ ("Ground"), G_STRUCT_OFFSET (EspSection, background),
                    esp_brand_default.surface);
  add_frame (&form, G_STRUCT_OFFSET (EspSection, border));
  add_corners (&form, G_STRUCT_OFFSET (EspSection, radius));
}
