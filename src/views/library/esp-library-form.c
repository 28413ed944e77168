/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of the library: one thing, its words and colours, where it is used, and its acts. */
#define G_LOG_DOMAIN "esp-library"

#include "config.h"

#include "views/library/esp-library-form.h"

#include "engine/content/esp-library-note.h"
#include "engine/content/esp-message-doc.h"
#include "store/esp-library-uses.h"
#include "views/library/esp-library-acts.h"
#include "views/library/esp-library-brand.h"
#include "views/library/esp-library-use.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-particle.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspLibraryForm
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the form */
  GtkWidget *scroller;
  GtkWidget *box;
  gint64 id;
  EspLibraryItem *item; /* (owned) (nullable) as it is kept */
  EspLibraryNote *note; /* (owned) (nullable) as it is edited */
  EspBrandKit *kit;     /* (owned) (nullable) as it is edited */
  GtkEditable *name;
  GtkSwitch *in_force; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (EspLibraryForm, esp_library_form, GTK_TYPE_WIDGET)

typedef struct
{
  gint64 id;
  EspLibraryItem *item; /* (owned) (nullable) */
  GPtrArray *uses;      /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  esp_library_item_free (look->item);
  g_clear_pointer (&look->uses, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->item = esp_library_load (tx, look->id, error);
  look->uses = look->item != NULL ? esp_library_list_uses (tx, look->item, error) : NULL;
  return look->uses != NULL;
}

/* Fields */

static void
note_cb (GtkEditable *row, EspLibraryForm *self)
{
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "esp-offset"));

  esp_message_doc_set (G_STRUCT_MEMBER_P (self->note, offset), gtk_editable_get_text (row));
}

static void
add_note (EspLibraryForm *self, GtkWidget *list, const char *title, gsize offset)
{
  const char *text = G_STRUCT_MEMBER (char *, self->note, offset);
  GtkWidget *row = esp_form_entry_row_new (title, text != NULL ? text : "");

  g_object_set_data (G_OBJECT (row), "esp-offset", GSIZE_TO_POINTER (offset));
  g_signal_connect_object (row, "changed", G_CALLBACK (note_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
flag_cb (GtkSwitch *control, GParamSpec *pspec, gboolean *flag)
{
  *flag = gtk_switch_get_active (control);
}

static void
add_flag (GtkWidget *list, const char *title, const char *subtitle, gboolean *flag)
{
  GtkWidget *row = esp_form_switch_row_new (title, subtitle, *flag);

  g_signal_connect (esp_form_row_get_switch (row), "notify::active", G_CALLBACK (flag_cb), flag);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_picture (EspLibraryForm *self)
{
  g_autoptr (GdkTexture) texture =
    self->item->data != NULL ? gdk_texture_new_from_bytes (self->item->data, NULL) : NULL;
  g_autofree char *size = g_format_size (self->item->n_bytes);
  /* Translators: width, height, weight of a picture */
  g_autofree char *text =
    g_strdup_printf (_ ("%d × %d px · %s"), self->note->width, self->note->height, size);
  GtkWidget *label = gtk_label_new (text);

  if (texture != NULL)
    {
      GtkWidget *picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));

      gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
      gtk_widget_set_size_request (picture, -1, 160);
      gtk_picture_set_alternative_text (GTK_PICTURE (picture), self->note->alt);
      gtk_widget_add_css_class (picture, "card");
      gtk_box_append (GTK_BOX (self->box), picture);
    }
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
add_fields (EspLibraryForm *self, GtkWidget *list)
{
#define NOTE(title, field) add_note (self, list, title, G_STRUCT_OFFSET (EspLibraryNote, field))
  switch (self->item->kind)
    {
    case ESP_LIBRARY_IMAGE:
      NOTE (_ ("Description, for those who do not see it"), alt);
      add_flag (list, _ ("Only decoration"), _ ("It needs no description"),
                &self->note->is_decorative);
      NOTE (_ ("Rights"), rights);
      NOTE (_ ("Last day of use (2027-03-31)"), expires);
      break;
    case ESP_LIBRARY_SNIPPET:
      NOTE (_ ("Text"), text);
      break;
    case ESP_LIBRARY_PHRASE:
      NOTE (_ ("Phrase"), text);
      add_flag (list, _ ("Must be written"), _ ("Otherwise it must not be"),
                &self->note->is_required);
      NOTE (_ ("Why"), note);
      break;
    case ESP_LIBRARY_BRAND:
    case ESP_LIBRARY_TEMPLATE:
    case ESP_LIBRARY_BLOCK:
    default:
      break;
    }
#undef NOTE
}

/* Acts */

static void
save_cb (EspLibraryForm *self)
{
  EspLibraryItem *item;
  g_autoptr (GError) error = NULL;

  if (self->item == NULL)
    return;
  if (!esp_library_note_check (self->note, &error))
    {
      g_autofree char *sentence =
        esp_particle_printf (_ ("“%s” is no day; write one such as 2027-03-31."),
                             self->note->expires);

      esp_session_toast (self->session, sentence);
      return;
    }
  item = g_new0 (EspLibraryItem, 1);
  item->id = self->item->id;
  item->kind = self->item->kind;
  item->name = g_strdup (gtk_editable_get_text (self->name));
  if (item->kind == ESP_LIBRARY_TEMPLATE || item->kind == ESP_LIBRARY_BLOCK)
    item->document = g_strdup (self->item->document);
  else if (self->kit != NULL)
    item->document = esp_brand_kit_to_json (self->kit);
  else
    item->document = esp_library_note_to_json (self->note);
  esp_library_acts_save (self->session, item,
                         self->in_force != NULL && gtk_switch_get_active (self->in_force));
}

static void
archive_cb (EspLibraryForm *self)
{
  if (self->item != NULL)
    esp_library_acts_archive (self->session, self->item->id, self->item->name);
}

static void
open_use_cb (GtkListBox *list, GtkListBoxRow *row, EspLibraryForm *self)
{
  const char *address = g_object_get_data (G_OBJECT (row), "esp-address");

  if (address != NULL)
    esp_session_open (self->session, address);
}

static void
add_uses (EspLibraryForm *self, const GPtrArray *uses)
{
  GtkWidget *heading = gtk_label_new (_ ("Where it is used"));
  GtkWidget *list = esp_form_list_new (_ ("Where it is used"));

  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_box_append (GTK_BOX (self->box), heading);
  for (guint i = 0; i < uses->len; i++)
    {
      const EspLibraryUse *use = uses->pdata[i];
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title = g_markup_escape_text (use->name, -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   use->is_item ? _ ("Library") : _ ("Message"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "esp-address",
                              g_strdup_printf ("%s/%" G_GINT64_FORMAT,
                                               use->is_item ? "library" : "messages", use->id),
                              g_free);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  if (uses->len == 0)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Nothing uses it yet"));
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (open_use_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), list);
}

static GtkWidget *
add_button (EspLibraryForm *self, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

static void
use_cb (EspLibraryForm *self)
{
  if (self->item != NULL)
    esp_library_use_begin (self->session, self->item);
}

static void
clear (EspLibraryForm *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  self->name = NULL;
  self->in_force = NULL;
  g_clear_pointer (&self->item, esp_library_item_free);
  g_clear_pointer (&self->note, esp_library_note_free);
  g_clear_pointer (&self->kit, esp_brand_kit_free);
}

static void
build (EspLibraryForm *self, const GPtrArray *uses)
{
  GtkWidget *heading = gtk_label_new (esp_library_kind_get_title (self->item->kind));
  GtkWidget *list = esp_form_list_new (esp_library_kind_get_title (self->item->kind));
  GtkWidget *name = esp_form_entry_row_new (_ ("Name"), self->item->name);

  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_box_append (GTK_BOX (self->box), heading);
  if (self->item->kind == ESP_LIBRARY_IMAGE)
    add_picture (self);
  self->name = GTK_EDITABLE (name);
  gtk_list_box_append (GTK_LIST_BOX (list), name);
  add_fields (self, list);
  if (self->item->kind == ESP_LIBRARY_BRAND)
    {
      GtkWidget *row = esp_form_switch_row_new (_ ("In force"), _ ("Every message wears it"),
                                                self->item->is_default);

      self->in_force = esp_form_row_get_switch (row);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (self->box), list);
  if (self->kit != NULL)
    esp_library_brand_add (self->box, self->kit);
  gtk_widget_add_css_class (add_button (self, _ ("Save"), G_CALLBACK (save_cb)),
                            "suggested-action");
  if (self->item->kind == ESP_LIBRARY_TEMPLATE || self->item->kind == ESP_LIBRARY_BLOCK)
    (void) add_button (self, _ ("New message from it"), G_CALLBACK (use_cb));
  if (self->item->kind != ESP_LIBRARY_BRAND)
    add_uses (self, uses);
  if ((self->item->kind == ESP_LIBRARY_SNIPPET || self->item->kind == ESP_LIBRARY_PHRASE ||
       self->item->kind == ESP_LIBRARY_BLOCK) &&
      uses->len > 0)
    esp_library_use_add_replace (self->box, self->session, self->item);
  (void) add_button (self, _ ("Put away"), G_CALLBACK (archive_cb));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLibraryForm) self = user_data;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (self->box == NULL || look == NULL || look->id != self->id)
    {
      g_clear_pointer (&look, look_free);
      return;
    }
  clear (self);
  self->item = g_steal_pointer (&look->item);
  self->note = esp_library_note_parse (self->item->document);
  if (self->item->kind == ESP_LIBRARY_BRAND)
    {
      self->kit = esp_brand_kit_parse (self->item->document, -1, NULL);
      if (self->kit == NULL)
        self->kit = esp_brand_kit_new ();
    }
  build (self, look->uses);
  look_free (look);
}

/**
 * esp_library_form_show:
 * @id: a thing of the library; 0 is none
 */
void
esp_library_form_show (EspLibraryForm *self, gint64 id)
{
  Look *look;

  self->id = id;
  if (id == 0)
    {
      GtkWidget *label = gtk_label_new (_ ("Select something to see what it says and where it is "
                                           "used."));

      clear (self);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (self->box), label);
      return;
    }
  look = g_new0 (Look, 1);
  look->id = id;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, look_cb, look,
                        look_free, esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

static void
esp_library_form_dispose (GObject *object)
{
  EspLibraryForm *self = ESP_LIBRARY_FORM (object);

  if (self->box != NULL)
    clear (self);
  self->box = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_library_form_parent_class)->dispose (object);
}

static void
esp_library_form_class_init (EspLibraryFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_library_form_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_library_form_init (EspLibraryForm *self)
{
  self->scroller = gtk_scrolled_window_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_object_set (self->box, "margin-top", 12, "margin-bottom", 12, "margin-start", 12, "margin-end",
                12, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_library_form_new:
 *
 * Returns: (transfer floating): the form, with nothing to show yet
 */
GtkWidget *
esp_library_form_new (EspSession *session)
{
  EspLibraryForm *self = g_object_new (ESP_TYPE_LIBRARY_FORM, NULL);

  self->session = session;
  esp_library_form_show (self, 0);
  return GTK_WIDGET (self);
}
