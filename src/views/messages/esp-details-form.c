/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector of a whole message: name, sender, class, language and fallbacks. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-details-form.h"

#include "engine/content/esp-fallback.h"
#include "engine/content/esp-message-template.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-form.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspDetailsForm
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (EspDetailsForm, esp_details_form, GTK_TYPE_WIDGET)

/* Texts of the document, here and above the page */

static void
entry_changed_cb (GtkEditable *row, EspMessageDesk *desk)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "esp-offset"));
  g_autofree char *key = g_strdup_printf ("doc:%" G_GSIZE_FORMAT, offset);
  char **field;

  if (doc == NULL)
    return;
  field = G_STRUCT_MEMBER_P (doc, offset);
  if (g_strcmp0 (*field, gtk_editable_get_text (row)) == 0)
    return;
  esp_message_doc_set (field, gtk_editable_get_text (row));
  esp_message_desk_commit (desk, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), key,
                           row);
}

static void
entry_follow_cb (EspMessageDesk *desk, gpointer origin, GtkEditable *row)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  gsize offset = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (row), "esp-offset"));
  const char *text;

  if (doc == NULL || origin == row)
    return;
  text = G_STRUCT_MEMBER (char *, doc, offset);
  if (g_strcmp0 (text, gtk_editable_get_text (row)) != 0)
    gtk_editable_set_text (row, text);
}

/**
 * esp_details_form_add_entry:
 * @offset: of a text of EspMessageDoc
 *
 * Adds a row to @list that edits one text of the message and follows it.
 *
 * Returns: (transfer none): the row
 */
GtkWidget *
esp_details_form_add_entry (EspMessageDesk *desk, GtkWidget *list, const char *title, gsize offset)
{
  GtkWidget *row = esp_form_entry_row_new (title, NULL);

  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_object_set_data (G_OBJECT (row), "esp-offset", GSIZE_TO_POINTER (offset));
  entry_follow_cb (desk, NULL, GTK_EDITABLE (row));
  g_signal_connect_object (row, "changed", G_CALLBACK (entry_changed_cb), desk, 0);
  g_signal_connect_object (desk, "changed", G_CALLBACK (entry_follow_cb), row, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

/* Name */

static void
name_applied_cb (EspDetailsForm *self, GtkEditable *row)
{
  esp_message_draft_set_name (esp_message_desk_get_draft (self->desk), gtk_editable_get_text (row));
}

/* Choices */

static void
class_cb (AdwComboRow *row, GParamSpec *pspec, EspDetailsForm *self)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);

  if (doc == NULL || doc->message_class == (EspMessageClass) adw_combo_row_get_selected (row))
    return;
  doc->message_class = (EspMessageClass) adw_combo_row_get_selected (row);
  esp_message_desk_commit (self->desk, _ ("Kind of message"), NULL, row);
}

static void
missing_cb (AdwComboRow *row, GParamSpec *pspec, EspDetailsForm *self)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);

  if (doc == NULL || doc->missing == (EspMissingPolicy) adw_combo_row_get_selected (row))
    return;
  doc->missing = (EspMissingPolicy) adw_combo_row_get_selected (row);
  esp_message_desk_commit (self->desk, _ ("When a value is missing"), NULL, row);
}

static void
body_cb (AdwComboRow *row, GParamSpec *pspec, EspDetailsForm *self)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);

  if (doc == NULL || doc->body_kind == (EspBodyKind) adw_combo_row_get_selected (row))
    return;
  esp_message_edit_set_body_kind (doc, (EspBodyKind) adw_combo_row_get_selected (row));
  esp_message_desk_select (self->desk, NULL);
  esp_message_desk_commit (self->desk, _ ("Kind of body"), NULL, row);
}

static void
language_cb (AdwComboRow *row, GParamSpec *pspec, EspDetailsForm *self)
{
  static const char *const codes[] = { "ko", "en" };
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  guint selected = adw_combo_row_get_selected (row);

  if (doc == NULL || selected >= G_N_ELEMENTS (codes) ||
      g_str_equal (doc->language, codes[selected]))
    return;
  esp_message_doc_set (&doc->language, codes[selected]);
  esp_message_desk_commit (self->desk, _ ("Language"), NULL, row);
}

static void
add_choices (EspDetailsForm *self, GtkWidget *list, const EspMessageDoc *doc)
{
  const char *const classes[] = { _ ("Advertisement"), _ ("Service message"), NULL };
  const char *const bodies[] = { _ ("Blocks"), _ ("HTML of its own"), NULL };
  const char *const missing[] = { _ ("Send with the fallback"), _ ("Leave the person out"), NULL };
  const char *const languages[] = {
    "한국어", "English",
    g_str_equal (doc->language, "ko") || g_str_equal (doc->language, "en") ? NULL : doc->language,
    NULL
  };
  GtkWidget *row = esp_form_choice_row_new (_ ("Kind of message"), classes, doc->message_class);

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (class_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  row = esp_form_choice_row_new (_ ("Language"), languages,
                                 g_str_equal (doc->language, "ko")   ? 0
                                 : g_str_equal (doc->language, "en") ? 1
                                                                     : 2);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (language_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  row = esp_form_choice_row_new (_ ("Body"), bodies, doc->body_kind);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (body_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  row = esp_form_choice_row_new (_ ("When a value is missing"), missing, doc->missing);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (missing_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

/* Fallbacks */

static void
fallback_cb (GtkEditable *row, EspDetailsForm *self)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  const char *field = g_object_get_data (G_OBJECT (row), "esp-field");
  const char *text = gtk_editable_get_text (row);
  g_autofree char *key = g_strdup_printf ("fallback:%s", field);

  if (doc == NULL)
    return;
  if (*text != '\0')
    g_hash_table_replace (doc->fallbacks, g_strdup (field), g_strdup (text));
  else
    g_hash_table_remove (doc->fallbacks, field);
  esp_message_desk_commit (self->desk, _ ("Fallback"), key, row);
}

static void
add_fallback (EspDetailsForm *self, GtkWidget *list, const EspMessageDoc *doc, const char *field)
{
  const EspFields *fields = esp_message_desk_get_fields (self->desk);
  int i = fields != NULL ? esp_fields_find (fields, field) : -1;
  g_autofree char *title = i >= 0
                             ? g_strdup (esp_lead_field_label (esp_fields_get (fields, (guint) i)))
                             : g_strdup_printf ("{{ %s }}", field);
  GtkWidget *row = esp_form_entry_row_new (title, g_hash_table_lookup (doc->fallbacks, field));

  gtk_editable_set_enable_undo (GTK_EDITABLE (row), FALSE); /* the message has its own */
  g_object_set_data_full (G_OBJECT (row), "esp-field", g_strdup (field), g_free);
  g_signal_connect_object (row, "changed", G_CALLBACK (fallback_cb), self, 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

/* Those that the message prints, and those that have a fallback already. */
static GtkWidget *
make_fallbacks (EspDetailsForm *self, const EspMessageDoc *doc)
{
  static const EspSenderFacts facts = { 0 };
  GtkWidget *list = esp_form_list_new (_ ("Fallbacks"));
  g_autoptr (EspMessageTemplate) compiled =
    esp_message_template_new (doc, &esp_brand_default, &facts, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GList) names =
    g_list_sort (g_hash_table_get_keys (doc->fallbacks), (GCompareFunc) g_strcmp0);
  guint n = 0;
  const EspMessageField *fields =
    compiled != NULL ? esp_message_template_get_fields (compiled, &n) : NULL;

  for (guint i = 0; i < n; i++)
    if (fields[i].is_printed && g_hash_table_add (seen, fields[i].name))
      add_fallback (self, list, doc, fields[i].name);
  for (GList *l = names; l != NULL; l = l->next)
    if (g_hash_table_add (seen, l->data))
      add_fallback (self, list, doc, l->data);
  return list;
}

static void
add_heading (EspDetailsForm *self, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "heading");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
build (EspDetailsForm *self)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  EspMessageDraft *draft = esp_message_desk_get_draft (self->desk);
  GtkWidget *child;
  GtkWidget *list;
  GtkWidget *name;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (doc == NULL)
    return;
  list = esp_form_list_new (_ ("Details"));
  name = esp_form_entry_row_new (_ ("Name, only seen here"), esp_message_draft_get_name (draft));
  g_signal_connect_object (name, "changed", G_CALLBACK (name_applied_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (list), name);
  add_choices (self, list, doc);
  gtk_box_append (GTK_BOX (self->box), list);

  add_heading (self, _ ("Sender"));
  list = esp_form_list_new (_ ("Sender"));
#define ADD(title, field)                                                                          \
  esp_details_form_add_entry (self->desk, list, title, G_STRUCT_OFFSET (EspMessageDoc, field))
  ADD (_ ("Name"), sender_name);
  ADD (_ ("Email address"), sender_address);
  ADD (_ ("Replies go to"), reply_to);
#undef ADD
  gtk_box_append (GTK_BOX (self->box), list);

  list = make_fallbacks (self, doc);
  if (gtk_widget_get_first_child (list) == NULL)
    {
      g_object_ref_sink (list);
      g_object_unref (list);
      return;
    }
  add_heading (self, _ ("In place of a missing value"));
  gtk_box_append (GTK_BOX (self->box), list);
}

static void
desk_changed_cb (EspDetailsForm *self, gpointer origin)
{
  /* Only what came from elsewhere builds the rows anew, so that nobody loses the field they type in. */
  if (origin == NULL)
    build (self);
}

static void
esp_details_form_dispose (GObject *object)
{
  EspDetailsForm *self = ESP_DETAILS_FORM (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_details_form_parent_class)->dispose (object);
}

static void
esp_details_form_class_init (EspDetailsFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_details_form_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_details_form_init (EspDetailsForm *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_details_form_new:
 *
 * Returns: (transfer floating): the form, following the desk
 */
GtkWidget *
esp_details_form_new (EspMessageDesk *desk)
{
  EspDetailsForm *self = g_object_new (ESP_TYPE_DETAILS_FORM, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  /* Fields that were inserted meanwhile get their fallbacks here. */
  g_signal_connect (self, "map", G_CALLBACK (build), NULL);
  build (self);
  return GTK_WIDGET (self);
}
