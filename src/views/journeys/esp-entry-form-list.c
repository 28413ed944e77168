/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows who comes into a journey: its entries one under the other, with ways to add and remove them. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-entry-form-list.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-entry-form.h"
#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-controls.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-word-wrap.h"

#include <glib/gi18n.h>

#define ID_KEY "esp-id"
#define KIND_KEY "esp-kind"

struct _EspEntryFormList
{
  GtkWidget parent_instance;

  EspSession *session;    /* (unowned): the window's; outlives it */
  EspJourneyDraft *draft; /* (owned) */
  EspStepNames *names;    /* (owned) */
  EspJourney *other;      /* (owned) (nullable) */
  GtkWidget *box;
  GtkWidget *list; /* of the pages */
  GtkWidget *empty;
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (EspEntryFormList, esp_entry_form_list, GTK_TYPE_WIDGET)

static const EspJourney *
journey_of (EspEntryFormList *self)
{
  return self->other != NULL ? self->other : esp_journey_draft_get_journey (self->draft);
}

static void
remove_cb (GtkButton *button, EspEntryFormList *self)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (button), ID_KEY));

  esp_entry_form_list_remove (self, id);
}

static void
page_changed_cb (EspStepPage *page, EspEntryFormList *self)
{
  EspStepLine *row = esp_step_page_find_row (page, "kind");
  GtkWidget *button;

  if (row == NULL || g_object_get_data (G_OBJECT (row), ID_KEY) != NULL)
    return;
  button = esp_step_small_button_new ("esp-delete-symbolic", _ ("Remove this entry"));
  g_object_set_data (G_OBJECT (row), ID_KEY, button);
  g_object_set_data_full (G_OBJECT (button), ID_KEY, g_strdup (esp_step_page_get_id (page)),
                          g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, 0);
  esp_step_line_add_end (row, button);
}

/**
 * esp_entry_form_list_get_page:
 *
 * Returns: (transfer none) (nullable): the rows of the entry
 */
EspStepPage *
esp_entry_form_list_get_page (EspEntryFormList *self, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (esp_step_page_get_id (ESP_STEP_PAGE (child)), id) == 0)
      return ESP_STEP_PAGE (child);
  return NULL;
}

/**
 * esp_entry_form_list_get_first:
 *
 * Returns: (transfer none) (nullable): the rows of the first entry; the others are its siblings
 */
GtkWidget *
esp_entry_form_list_get_first (EspEntryFormList *self)
{
  return gtk_widget_get_first_child (self->list);
}

static gboolean
has_entry (const EspJourney *journey, const char *id)
{
  for (guint i = 0; journey != NULL && i < journey->entries->len; i++)
    if (g_strcmp0 (g_array_index (journey->entries, EspJourneyEntry, i).id, id) == 0)
      return TRUE;
  return FALSE;
}

/* Pages stay with their entries: what has the focus keeps it. */
static void
follow (EspEntryFormList *self)
{
  const EspJourney *journey = journey_of (self);
  GtkWidget *before = NULL;
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL; child = next)
    {
      next = gtk_widget_get_next_sibling (child);
      if (!has_entry (journey, esp_step_page_get_id (ESP_STEP_PAGE (child))))
        gtk_box_remove (GTK_BOX (self->list), child);
    }
  for (guint i = 0; journey != NULL && i < journey->entries->len; i++)
    {
      const char *id = g_array_index (journey->entries, EspJourneyEntry, i).id;
      EspStepPage *page = esp_entry_form_list_get_page (self, id);

      if (page == NULL)
        {
          page = ESP_STEP_PAGE (esp_step_page_new (self->session, self->draft, self->names,
                                                   &esp_entry_form_subject, id));
          g_signal_connect_object (page, "changed", G_CALLBACK (page_changed_cb), self, 0);
          (void) esp_step_page_show (page, self->other);
          page_changed_cb (page, self);
          gtk_box_append (GTK_BOX (self->list), GTK_WIDGET (page));
        }
      gtk_box_reorder_child_after (GTK_BOX (self->list), GTK_WIDGET (page), before);
      before = GTK_WIDGET (page);
    }
  gtk_widget_set_visible (self->empty, before == NULL);
  gtk_widget_set_visible (self->list, before != NULL);
  gtk_widget_set_visible (self->add, self->other == NULL);
}

static void
add_cb (GtkButton *button, EspEntryFormList *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_POPOVER);

  gtk_popover_popdown (GTK_POPOVER (popover));
  esp_entry_form_list_add (self, (EspEntryKind) GPOINTER_TO_UINT (
                                   g_object_get_data (G_OBJECT (button), KIND_KEY)));
}

static GtkWidget *
make_choice (EspEntryFormList *self, EspEntryKind kind)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (esp_journey_words_entry_kind (kind));
  GtkWidget *about = gtk_label_new (esp_journey_words_entry_about (kind));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_widget_add_css_class (about, "caption");
  gtk_widget_add_css_class (about, "dim-label");
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), about);
  gtk_box_append (GTK_BOX (line), esp_icon_new (esp_journey_words_entry_icon (kind)));
  gtk_box_append (GTK_BOX (line), words);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "esp-plain");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  esp_journey_words_entry_kind (kind),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  esp_journey_words_entry_about (kind), -1);
  g_object_set_data (G_OBJECT (button), KIND_KEY, GUINT_TO_POINTER ((guint) kind));
  g_signal_connect_object (button, "clicked", G_CALLBACK (add_cb), self, 0);
  return button;
}

static void
open_cb (GtkMenuButton *button, gpointer data)
{
  EspEntryFormList *self = data;
  GtkWidget *popover;
  GtkWidget *box;

  if (gtk_menu_button_get_popover (button) != NULL)
    return;
  popover = gtk_popover_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  for (guint i = 0; i < ESP_N_ENTRY_KINDS; i++)
    gtk_box_append (GTK_BOX (box), make_choice (self, (EspEntryKind) i));
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (button, popover);
}

static void
esp_entry_form_list_dispose (GObject *object)
{
  EspEntryFormList *self = ESP_ENTRY_FORM_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->draft);
  g_clear_object (&self->names);
  g_clear_pointer (&self->other, esp_journey_unref);
  G_OBJECT_CLASS (esp_entry_form_list_parent_class)->dispose (object);
}

static void
esp_entry_form_list_class_init (EspEntryFormListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_entry_form_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_entry_form_list_init (EspEntryFormList *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Who comes in"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->empty = gtk_label_new (_ ("Nobody comes in yet. Add who enters this journey."));
  self->add = gtk_menu_button_new ();
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (self->empty), 0);
  gtk_label_set_wrap (GTK_LABEL (self->empty), TRUE);
  gtk_widget_add_css_class (self->empty, "dim-label");
  esp_word_wrap_keep (self->empty);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->add), _ ("Add Entry"));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->add), open_cb, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add Entry"), -1);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), self->empty);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->add);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_entry_form_list_new:
 */
GtkWidget *
esp_entry_form_list_new (EspSession *session, EspJourneyDraft *draft, EspStepNames *names)
{
  EspEntryFormList *self = g_object_new (ESP_TYPE_ENTRY_FORM_LIST, NULL);

  self->session = session;
  self->draft = g_object_ref (draft);
  self->names = g_object_ref (names);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Who comes in"), -1);
  g_signal_connect_object (draft, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  follow (self);
  return GTK_WIDGET (self);
}

/**
 * esp_entry_form_list_show:
 * @other: (nullable): a journey to look at; %NULL: the draft
 */
void
esp_entry_form_list_show (EspEntryFormList *self, EspJourney *other)
{
  if (self->other == other)
    return;
  g_clear_pointer (&self->other, esp_journey_unref);
  self->other = other != NULL ? esp_journey_ref (other) : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    (void) esp_step_page_show (ESP_STEP_PAGE (child), other);
  follow (self);
}

/**
 * esp_entry_form_list_add:
 *
 * Adds an entry and goes to it.
 */
void
esp_entry_form_list_add (EspEntryFormList *self, EspEntryKind kind)
{
  const EspJourney *before = esp_journey_draft_get_journey (self->draft);
  g_autofree char *json = esp_journey_new_entry_json (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = NULL;
  EspStepPage *page;

  if (before == NULL || self->other != NULL)
    return;
  journey = esp_journey_edit_entry (before, NULL, json, &error);
  if (journey == NULL)
    {
      esp_session_toast (self->session, error->message);
      return;
    }
  esp_journey_draft_apply (self->draft, journey, _ ("Add entry"), NULL);
  page = esp_entry_form_list_get_page (self, g_array_index (journey->entries, EspJourneyEntry,
                                                            journey->entries->len - 1)
                                               .id);
  if (page != NULL && !esp_step_page_focus_path (page, "segment"))
    (void) esp_step_page_focus_path (page, "kind");
}

/**
 * esp_entry_form_list_remove:
 */
void
esp_entry_form_list_remove (EspEntryFormList *self, const char *id)
{
  const EspJourney *before = esp_journey_draft_get_journey (self->draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspJourney) journey = NULL;

  if (before == NULL || self->other != NULL)
    return;
  journey = esp_journey_edit_entry (before, id, NULL, &error);
  if (journey == NULL)
    {
      esp_session_toast (self->session, error->message);
      return;
    }
  gtk_widget_grab_focus (self->add);
  esp_journey_draft_apply (self->draft, journey, _ ("Remove entry"), NULL);
}
