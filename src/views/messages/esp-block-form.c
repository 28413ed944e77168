/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of one block: its look, its link, its picture, its condition. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-form.h"

#include "engine/content/esp-brand.h"
#include "views/messages/esp-block-extras.h"
#include "views/messages/esp-image-fit.h"
#include "views/messages/esp-look-form.h"
#include "views/messages/esp-show-if.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* A picture that is larger makes mail slow, and many servers refuse it. */
#define MAX_IMAGE_BYTES (5 * 1024 * 1024)
#define MAX_PX 2000

struct _EspBlockForm
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  GtkWidget *box;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspBlockForm, esp_block_form, GTK_TYPE_WIDGET)

static void
commit (EspBlockForm *self, const char *what)
{
  const char *id = esp_message_desk_get_selected (self->desk);
  g_autofree char *key = g_strdup_printf ("block:%s:%s", id, what);

  esp_message_desk_commit (self->desk, _ ("Change block"), key, self);
}

/* Texts */

static void
entry_changed_cb (GtkEditable *row, EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "esp-offset"));
  g_autofree char *key = g_strdup_printf ("%" G_GSIZE_FORMAT, offset);
  const char *text = gtk_editable_get_text (row);
  gboolean is_optional = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "esp-optional"));

  if (block == NULL)
    return;
  esp_message_doc_set (G_STRUCT_MEMBER_P (block, offset),
                       is_optional && *text == '\0' ? NULL : text);
  commit (self, key);
}

static GtkWidget *
add_entry (EspBlockForm *self, const char *title, gsize offset, gboolean is_optional)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  GtkWidget *row = esp_form_entry_row_new (title, G_STRUCT_MEMBER (char *, block, offset));

  g_object_set_data (G_OBJECT (row), "esp-offset", GSIZE_TO_POINTER (offset));
  g_object_set_data (G_OBJECT (row), "esp-optional", GINT_TO_POINTER (is_optional));
  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_signal_connect_object (row, "changed", G_CALLBACK (entry_changed_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  return row;
}

#define ADD_ENTRY(title, field, is_optional)                                                       \
  add_entry (self, title, G_STRUCT_OFFSET (EspBlock, field), is_optional)

/* Choices */

static void
align_cb (AdwComboRow *row, GParamSpec *pspec, EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);

  if (block == NULL)
    return;
  block->align = (EspAlign) adw_combo_row_get_selected (row);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    ((EspParagraph *) block->paragraphs->pdata[i])->align = block->align;
  commit (self, "align");
}

static void
add_align (EspBlockForm *self, const EspBlock *block)
{
  const char *const choices[] = { C_ ("align", "Start"), C_ ("align", "Centre"),
                                  C_ ("align", "End"), NULL };
  EspAlign align = block->align;
  GtkWidget *row;

  if (block->paragraphs != NULL && block->paragraphs->len > 0)
    align = ((EspParagraph *) block->paragraphs->pdata[0])->align;
  row = esp_form_choice_row_new (_ ("Alignment"), choices, align);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (align_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
level_cb (AdwComboRow *row, GParamSpec *pspec, EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);

  if (block == NULL)
    return;
  block->level = (int) adw_combo_row_get_selected (row) + 1;
  commit (self, "level");
}

static void
add_level (EspBlockForm *self, const EspBlock *block)
{
  const char *const choices[] = { _ ("Large"), _ ("Middle"), _ ("Small"), NULL };
  GtkWidget *row = esp_form_choice_row_new (_ ("Size"), choices, (guint) block->level - 1);

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (level_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/* Switches and numbers */

static void
switch_cb (GtkSwitch *control, GParamSpec *pspec, EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (control), "esp-offset"));

  if (block == NULL)
    return;
  G_STRUCT_MEMBER (gboolean, block, offset) = gtk_switch_get_active (control);
  commit (self, "switch");
}

static void
add_switch (EspBlockForm *self, const char *title, const char *subtitle, gsize offset)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  GtkWidget *row =
    esp_form_switch_row_new (title, subtitle, G_STRUCT_MEMBER (gboolean, block, offset));
  GtkSwitch *control = esp_form_row_get_switch (row);

  g_object_set_data (G_OBJECT (control), "esp-offset", GSIZE_TO_POINTER (offset));
  g_signal_connect_object (control, "notify::active", G_CALLBACK (switch_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
spin_cb (GtkSpinButton *control, EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (control), "esp-offset"));

  if (block == NULL)
    return;
  G_STRUCT_MEMBER (int, block, offset) = gtk_spin_button_get_value_as_int (control);
  commit (self, "number");
}

static void
add_spin (EspBlockForm *self, const char *title, const char *subtitle, gsize offset)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  GtkWidget *row =
    esp_form_spin_row_new (title, subtitle, 0, MAX_PX, G_STRUCT_MEMBER (int, block, offset));
  GtkSpinButton *control = esp_form_row_get_spin (row);

  g_object_set_data (G_OBJECT (control), "esp-offset", GSIZE_TO_POINTER (offset));
  g_signal_connect_object (control, "value-changed", G_CALLBACK (spin_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

/* Pictures */

/* What is dropped: the file's name goes with the picture. */
typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  char *name;
} Take;

static void
take_free (Take *take)
{
  g_object_unref (take->desk);
  g_free (take->name);
  g_free (take);
}

static void
put_image (const Take *take, const EspImageFit *fit)
{
  EspMessageDesk *desk = take->desk;
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  EspBlock *block = esp_message_desk_get_block (desk);
  const EspMessageFile *file;

  if (block == NULL || block->kind != ESP_BLOCK_IMAGE)
    block = esp_message_edit_insert (doc, esp_message_desk_get_selected (desk),
                                     esp_message_edit_new_block (doc, ESP_BLOCK_IMAGE));
  file = esp_message_edit_add_file (doc, take->name, fit->type, fit->data);
  g_free (block->src);
  block->src = g_strdup_printf ("cid:%s", file->id);
  esp_message_desk_select (desk, block->id);
  esp_message_desk_commit (desk, _ ("Choose picture"), NULL, NULL);
}

static void
image_fitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Take *take = user_data;
  EspSession *session = esp_message_desk_get_session (take->desk);
  const EspMessageDoc *doc = esp_message_desk_get_doc (take->desk);
  const EspImageFit *fit = esp_image_fit_finish (result, NULL);

  if (fit == NULL)
    esp_session_toast (session, _ ("Mail programs show PNG, JPEG and GIF. Choose such a file."));
  else if (g_bytes_get_size (fit->data) > MAX_IMAGE_BYTES)
    esp_session_toast (session, _ ("The picture is larger than 5 MB. Make it smaller first."));
  else if (doc != NULL && doc->body_kind == ESP_BODY_BLOCKS)
    {
      put_image (take, fit);
      if (fit->is_scaled)
        {
          g_autofree char *size = g_format_size (g_bytes_get_size (fit->data));
          /* Translators: width, height and weight of a picture */
          g_autofree char *text =
            g_strdup_printf (_ ("The picture was made smaller: %d × %d px, %s. Describe it in the "
                                "inspector."),
                             fit->width, fit->height, size);

          esp_session_toast (session, text);
        }
    }
  take_free (take);
}

static void
image_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Take *take = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);

  if (bytes == NULL)
    {
      esp_session_toast (esp_message_desk_get_session (take->desk), error->message);
      take_free (take);
      return;
    }
  esp_image_fit_async (bytes, image_fitted_cb, take);
}

/**
 * esp_block_form_take_image:
 *
 * Puts a picture file into the selected image block, or into a new one.
 */
void
esp_block_form_take_image (EspMessageDesk *desk, GFile *file)
{
  Take *take = g_new0 (Take, 1);

  take->desk = g_object_ref (desk);
  take->name = g_file_get_basename (file);
  g_file_load_bytes_async (file, NULL, image_loaded_cb, take);
}

static void
image_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessageDesk) desk = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    esp_block_form_take_image (desk, file);
}

static void
choose_image_cb (EspBlockForm *self)
{
  static const EspFileFilter filters[] = { { N_ ("Pictures"), "*.png;*.jpg;*.jpeg;*.gif" },
                                           { NULL, NULL } };

  esp_dialog_open_file_async (esp_session_get_window (esp_message_desk_get_session (self->desk)),
                              _ ("Choose a picture"), filters, NULL, image_chosen_cb,
                              g_object_ref (self->desk));
}

static void
add_image_rows (EspBlockForm *self, const EspBlock *block)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose a picture…"));
  const EspMessageFile *file = NULL;

  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_image_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
  if (block->src != NULL && g_str_has_prefix (block->src, "cid:"))
    file = esp_message_doc_find_file (esp_message_desk_get_doc (self->desk), block->src + 4);
  if (file != NULL)
    {
      g_autofree char *size = g_format_size (g_bytes_get_size (file->data));
      g_autofree char *text = g_strdup_printf ("%s · %s", file->name, size);
      GtkWidget *label = gtk_label_new (text);

      gtk_widget_add_css_class (label, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_box_append (GTK_BOX (self->box), label);
    }
  else
    ADD_ENTRY (_ ("Address of the picture (https)"), src, FALSE);
  ADD_ENTRY (_ ("Description, for those who do not see it"), alt, TRUE);
  if (file != NULL && esp_text_is_blank (block->alt) && !block->decorative)
    {
      GtkWidget *note = gtk_label_new (_ ("Describe the picture, or say that it is decoration."));

      gtk_label_set_wrap (GTK_LABEL (note), TRUE);
      gtk_label_set_xalign (GTK_LABEL (note), 0);
      gtk_widget_add_css_class (note, "warning");
      gtk_box_append (GTK_BOX (self->box), note);
    }
  add_switch (self, _ ("Only decoration"), _ ("It needs no description"),
              G_STRUCT_OFFSET (EspBlock, decorative));
  ADD_ENTRY (_ ("Link"), href, TRUE);
  add_spin (self, _ ("Width"), _ ("px; 0 fills the column"), G_STRUCT_OFFSET (EspBlock, width));
}

/* HTML */

static void
html_changed_cb (GtkTextBuffer *buffer, EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  g_autofree char *text = NULL;

  if (block == NULL || block->kind != ESP_BLOCK_HTML)
    return;
  g_object_get (buffer, "text", &text, NULL);
  esp_message_doc_set (&block->html, text);
  commit (self, "html");
}

static void
add_html (EspBlockForm *self, const EspBlock *block)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_CHAR);
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_buffer_set_text (buffer, block->html != NULL ? block->html : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("HTML of the block"), -1);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (html_changed_cb), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_widget_set_size_request (scroller, -1, 240);
  gtk_box_append (GTK_BOX (self->box), scroller);
}

static void
add_rows (EspBlockForm *self, EspBlock *block)
{
  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
      add_level (self, block);
      add_align (self, block);
      break;
    case ESP_BLOCK_TEXT:
      add_align (self, block);
      break;
    case ESP_BLOCK_BUTTON:
      ADD_ENTRY (_ ("Words"), label, FALSE);
      ADD_ENTRY (_ ("Link (https)"), href, FALSE);
      add_align (self, block);
      add_switch (self, _ ("Full width"), NULL, G_STRUCT_OFFSET (EspBlock, full_width));
      break;
    case ESP_BLOCK_IMAGE:
      add_image_rows (self, block);
      add_align (self, block);
      break;
    case ESP_BLOCK_SPACER:
      add_spin (self, _ ("Height"), _ ("px"), G_STRUCT_OFFSET (EspBlock, height));
      break;
    case ESP_BLOCK_HTML:
      add_html (self, block);
      break;
    case ESP_BLOCK_DIVIDER:
    case ESP_BLOCK_COLUMNS:
    case ESP_BLOCK_SOCIAL:
    case ESP_BLOCK_PRODUCTS:
    case ESP_BLOCK_LINKED:
    default:
      break;
    }
}

static void
build (EspBlockForm *self)
{
  EspBlock *block = esp_message_desk_get_block (self->desk);
  GtkWidget *title;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (block == NULL)
    {
      title = gtk_label_new (_ ("Select a block on the page to see what it is made of."));
      gtk_label_set_wrap (GTK_LABEL (title), TRUE);
      gtk_widget_add_css_class (title, "dim-label");
      gtk_box_append (GTK_BOX (self->box), title);
      return;
    }
  title = gtk_label_new (esp_block_kind_get_title (block->kind));
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (self->box), title);
  self->list = esp_form_list_new (esp_block_kind_get_title (block->kind));
  add_rows (self, block);
  esp_show_if_add (self->desk, self->list,
                   ADD_ENTRY (_ ("Show only if (Liquid condition)"), show_if, TRUE));
  gtk_box_append (GTK_BOX (self->box), self->list);
  esp_block_extras_add (self->desk, self->list, self->box, self);
  esp_look_form_add_block (self->desk, self->box, self);
  esp_look_form_add_column (self->desk, self->box, self);
  esp_block_extras_add_section (self->desk, self->box, self);
}

static void
desk_changed_cb (EspBlockForm *self, gpointer origin)
{
  if (origin == NULL)
    build (self);
}

static void
esp_block_form_dispose (GObject *object)
{
  EspBlockForm *self = ESP_BLOCK_FORM (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_block_form_parent_class)->dispose (object);
}

static void
esp_block_form_class_init (EspBlockFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_block_form_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_block_form_init (EspBlockForm *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_block_form_new:
 *
 * Returns: (transfer floating): the form, following the desk
 */
GtkWidget *
esp_block_form_new (EspMessageDesk *desk)
{
  EspBlockForm *self = g_object_new (ESP_TYPE_BLOCK_FORM, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "selected", G_CALLBACK (build), self, G_CONNECT_SWAPPED);
  build (self);
  return GTK_WIDGET (self);
}
