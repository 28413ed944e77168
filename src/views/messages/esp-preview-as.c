/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses as whom a message is looked at, among the worst cases and the leads that a search finds. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-as.h"

#include "model/esp-preview-people.h"
#include "views/messages/esp-preview-found.h"
#include "views/messages/esp-preview-person.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SEARCH_DELAY_MS 150

struct _EspPreviewAs
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives it */
  GtkWidget *box;
  GtkMenuButton *button;
  GtkLabel *name;
  GtkPopover *popover;
  GtkEditable *search;
  GtkListBox *list;
  GPtrArray *people; /* (owned) (element-type EspPreviewPerson), as the list shows them */
  char **languages;  /* (owned) (nullable) of the message, when it has several */
  char *sample;      /* (nullable) who is chosen */
  gint64 lead;
  guint source;
  guint serial;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspPreviewAs, esp_preview_as, GTK_TYPE_WIDGET)

static void schedule (EspPreviewAs *self);

typedef struct
{
  EspPreviewAs *self; /* (owned) */
  guint serial;
} Ask;

static gboolean
is_chosen (EspPreviewAs *self, const EspPreviewPerson *person)
{
  return person->sample != NULL ? g_strcmp0 (person->sample, self->sample) == 0
                                : self->sample == NULL && person->lead == self->lead;
}

/* Remembering */

typedef enum
{
  USED,
  PINNED,
  UNPINNED,
} What;

typedef struct
{
  gint64 lead;
  What what;
} Memory;

static gboolean
remember_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Memory *memory = data;

  return memory->what == USED
           ? esp_preview_people_use (tx, memory->lead, error)
           : esp_preview_people_pin (tx, memory->lead, memory->what == PINNED, error);
}

static void
remembered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPreviewAs) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_debug ("who was looked at is not remembered: %s", error->message);
  else if (self->box != NULL)
    schedule (self);
}

static void
remember (EspPreviewAs *self, gint64 lead, What what)
{
  Memory *memory = g_new0 (Memory, 1);

  memory->lead = lead;
  memory->what = what;
  esp_store_write_async (esp_session_get_store (self->session), NULL, remember_in_tx, memory,
                         g_free, remembered_cb, g_object_ref (self));
}

static void
choose (EspPreviewAs *self, const EspPreviewPerson *person)
{
  /* Translators: %s is a person */
  g_autofree char *label = g_strdup_printf (_ ("Preview as: %s"), person->title);
  gboolean is_same = is_chosen (self, person);

  gtk_label_set_text (self->name, person->title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button),
                               label); /* names the button when it is shown */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  if (is_same)
    return;
  g_free (self->sample);
  self->sample = g_strdup (person->sample);
  self->lead = person->lead;
  esp_session_announce (self->session, label, FALSE);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
pin_cb (GtkToggleButton *button, EspPreviewAs *self)
{
  const gint64 *lead = g_object_get_data (G_OBJECT (button), "esp-lead");

  remember (self, *lead, gtk_toggle_button_get_active (button) ? PINNED : UNPINNED);
}

static GtkWidget *
make_pin (EspPreviewAs *self, const EspPreviewPerson *person)
{
  GtkWidget *button = gtk_toggle_button_new ();
  g_autofree char *label = g_strdup_printf (_ ("Pin %s"), person->title);

  gtk_button_set_icon_name (GTK_BUTTON (button), "esp-pin-symbolic");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), person->is_pinned);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "esp-lead",
                          g_memdup2 (&person->lead, sizeof person->lead), g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (pin_cb), self, 0);
  return button;
}

/* A title where a part of the list begins. */
static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  EspPreviewAs *self = user_data;
  const char *const titles[] = { _ ("Pinned"), _ ("Looked at last"), _ ("Made up"), _ ("Languages"),
                                 _ ("Leads") };
  int i = gtk_list_box_row_get_index (row);
  const EspPreviewPerson *person;
  const EspPreviewPerson *other;
  GtkWidget *title;

  if (i < 0 || (guint) i >= self->people->len)
    return;
  person = self->people->pdata[i];
  other = before != NULL ? self->people->pdata[i - 1] : NULL;
  if (other != NULL && other->group == person->group)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  title = gtk_label_new (titles[person->group]);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  g_object_set (title, "margin-top", 9, "margin-bottom", 3, "margin-start", 9, NULL);
  gtk_list_box_row_set_header (row, title);
}

static void
show_people (EspPreviewAs *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->people->len; i++)
    {
      const EspPreviewPerson *person = self->people->pdata[i];
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title = g_markup_escape_text (person->title, -1);
      g_autofree char *detail =
        person->detail != NULL ? g_markup_escape_text (person->detail, -1) : NULL;
      g_autofree char *label =
        g_strdup_printf ("%s, %s", person->title, person->detail != NULL ? person->detail : "");

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail != NULL ? detail : "");
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      if (person->lead != 0)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_pin (self, person));
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
      gtk_list_box_append (self->list, row);
    }
}

/* Reading */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (EspPreviewAs) self = ask->self;
  g_autoptr (GError) error = NULL;
  EspPreviewFound *found = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean is_newest = ask->serial == self->serial && self->box != NULL;

  g_free (ask);
  if (found == NULL)
    {
      g_debug ("the leads could not be read: %s", error->message);
      return;
    }
  if (is_newest)
    {
      g_ptr_array_unref (self->people);
      self->people = esp_preview_found_list (found, (const char *const *) self->languages);
      show_people (self);
    }
  esp_preview_found_free (found);
}

static gboolean
search_cb (gpointer user_data)
{
  EspPreviewAs *self = user_data;
  EspPreviewFound *found = esp_preview_found_new (gtk_editable_get_text (self->search));
  Ask *ask = g_new0 (Ask, 1);

  self->source = 0;
  ask->self = g_object_ref (self);
  ask->serial = ++self->serial;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE,
                        esp_preview_found_read, found, esp_preview_found_free,
                        esp_session_get_cancellable (self->session), read_cb, ask);
  return G_SOURCE_REMOVE;
}

static void
schedule (EspPreviewAs *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (SEARCH_DELAY_MS, search_cb, self);
}

/* Chosen from the list, and so one of those that were looked at last. */
static void
take (EspPreviewAs *self, const EspPreviewPerson *person)
{
  gint64 lead = person->lead;

  gtk_popover_popdown (self->popover);
  choose (self, person);
  if (lead != 0)
    remember (self, lead, USED);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, EspPreviewAs *self)
{
  guint i = (guint) gtk_list_box_row_get_index (row);

  if (i >= self->people->len)
    return;
  take (self, self->people->pdata[i]);
}

/* Enter in the search takes the first that was found. */
static void
first_cb (EspPreviewAs *self)
{
  if (self->people->len == 0)
    return;
  take (self, self->people->pdata[0]);
}

/**
 * esp_preview_as_set_languages:
 * @doc: the message with all its languages: each can be looked at
 */
void
esp_preview_as_set_languages (EspPreviewAs *self, const EspMessageDoc *doc)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) languages = NULL;

  if (doc->variants->len > 0)
    g_strv_builder_add (builder, doc->language);
  for (guint i = 0; i < doc->variants->len; i++)
    g_strv_builder_add (builder, ((EspMessageVariant *) doc->variants->pdata[i])->language);
  languages = g_strv_builder_end (builder);
  if (self->languages != NULL &&
      g_strv_equal ((const char *const *) languages, (const char *const *) self->languages))
    return;
  g_clear_pointer (&self->languages, g_strfreev);
  self->languages = g_steal_pointer (&languages);
  schedule (self);
}

/**
 * esp_preview_as_step:
 * @by: 1 is the next one, -1 the one before
 *
 * Walks through the worst cases and the leads that were found last.
 */
void
esp_preview_as_step (EspPreviewAs *self, int by)
{
  g_autoptr (GPtrArray) round = g_ptr_array_new ();

  /* Who is pinned, or was looked at, stands further below once more. */
  for (guint i = 0; i < self->people->len; i++)
    if (((EspPreviewPerson *) self->people->pdata[i])->group >= ESP_PREVIEW_SAMPLES)
      g_ptr_array_add (round, self->people->pdata[i]);
  if (round->len == 0)
    return;
  for (guint i = 0; i < round->len; i++)
    if (is_chosen (self, round->pdata[i]))
      {
        choose (self, round->pdata[(guint) ((int) (i + round->len) + by) % round->len]);
        return;
      }
  choose (self, round->pdata[by > 0 ? 0 : round->len - 1]);
}

static void
before_cb (EspPreviewAs *self)
{
  esp_preview_as_step (self, -1);
}

static void
next_cb (EspPreviewAs *self)
{
  esp_preview_as_step (self, 1);
}

/**
 * esp_preview_as_get_sample:
 *
 * Returns: (nullable): the id of a worst case; %NULL: a lead is chosen
 */
const char *
esp_preview_as_get_sample (EspPreviewAs *self)
{
  return self->sample;
}

/**
 * esp_preview_as_get_lead:
 *
 * Returns: the id of the lead that is chosen, 0 for none
 */
gint64
esp_preview_as_get_lead (EspPreviewAs *self)
{
  return self->lead;
}

/* Everybody is offered again, who is pinned first; until then the arrows go through those who were found. */
static void
forget_search_cb (EspPreviewAs *self)
{
  gtk_editable_set_text (self->search, "");
}

static void
close_cb (EspPreviewAs *self)
{
  gtk_popover_popdown (self->popover);
}

static GtkWidget *
make_popover (EspPreviewAs *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *search = gtk_search_entry_new ();
  GtkWidget *nobody = gtk_label_new (_ ("Nobody found"));

  self->search = GTK_EDITABLE (search);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_list_box_set_header_func (self->list, header_cb, self, NULL);
  gtk_widget_add_css_class (nobody, "dim-label");
  g_object_set (nobody, "margin-top", 24, NULL);
  gtk_list_box_set_placeholder (self->list, nobody);
  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a lead by name or address"), -1);
  g_object_set (search, "placeholder-text", _ ("Find a lead by name or address"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview as"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, 300, 340);
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), scroller);
  g_signal_connect_object (search, "search-changed", G_CALLBACK (schedule), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (search, "activate", G_CALLBACK (first_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (search, "stop-search", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, 0);
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, box);
  g_signal_connect_object (self->popover, "show", G_CALLBACK (forget_search_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self->popover);
}

static void
add_arrow (EspPreviewAs *self, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
esp_preview_as_dispose (GObject *object)
{
  EspPreviewAs *self = ESP_PREVIEW_AS (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_preview_as_parent_class)->dispose (object);
}

static void
esp_preview_as_finalize (GObject *object)
{
  EspPreviewAs *self = ESP_PREVIEW_AS (object);

  g_ptr_array_unref (self->people);
  g_strfreev (self->languages);
  g_free (self->sample);
  G_OBJECT_CLASS (esp_preview_as_parent_class)->finalize (object);
}

static void
esp_preview_as_class_init (EspPreviewAsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_preview_as_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_preview_as_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_preview_as_init (EspPreviewAs *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *name = gtk_label_new (NULL);

  self->people = g_ptr_array_new_with_free_func (esp_preview_person_free);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->button = GTK_MENU_BUTTON (button);
  self->name = GTK_LABEL (name);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (self->name, 9);
  gtk_label_set_max_width_chars (self->name, 18);
  gtk_menu_button_set_child (self->button, name);
  gtk_menu_button_set_always_show_arrow (self->button, TRUE);
  gtk_menu_button_set_popover (self->button, make_popover (self));
  gtk_widget_add_css_class (self->box, "linked");
  add_arrow (self, "esp-chevron-left-symbolic", _ ("The one before"), G_CALLBACK (before_cb));
  gtk_box_append (GTK_BOX (self->box), button);
  add_arrow (self, "esp-chevron-right-symbolic", _ ("The next one"), G_CALLBACK (next_cb));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_preview_as_new:
 *
 * Returns: (transfer floating): the chooser, with the usual made-up lead chosen
 */
GtkWidget *
esp_preview_as_new (EspSession *session)
{
  EspPreviewAs *self = g_object_new (ESP_TYPE_PREVIEW_AS, NULL);

  self->session = session;
  esp_preview_person_add_samples (self->people, NULL);
  self->sample = g_strdup (((EspPreviewPerson *) self->people->pdata[0])->sample);
  choose (self, self->people->pdata[0]);
  schedule (self);
  return GTK_WIDGET (self);
}
