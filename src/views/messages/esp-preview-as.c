/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chooses as whom a message is looked at, among the worst cases and the leads that a search finds. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-preview-as.h"

#include "model/esp-lead-reads.h"
#include "store/esp-leads.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Offered below the search, and walked through with the arrows. */
#define N_LEADS 30
#define SEARCH_DELAY_MS 150

/* One line of the list. */
typedef struct
{
  const char *sample; /* (nullable) static; NULL: a lead */
  gint64 lead;
  char *title;
  char *detail; /* (nullable) */
} Person;

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
  GPtrArray *people; /* (owned) (element-type Person), as the list shows them */
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

typedef struct
{
  char *search;
  EspOrderRead *order; /* (owned) (nullable) */
  GPtrArray *leads;    /* (owned) (nullable) of EspLead; result */
} Found;

typedef struct
{
  EspPreviewAs *self; /* (owned) */
  guint serial;
} Ask;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->title);
  g_free (person->detail);
  g_free (person);
}

static void
add_person (EspPreviewAs *self,
            const char *sample,
            gint64 lead,
            const char *title,
            const char *detail)
{
  Person *person = g_new0 (Person, 1);

  person->sample = sample;
  person->lead = lead;
  person->title = g_strdup (title);
  person->detail = g_strdup (detail);
  g_ptr_array_add (self->people, person);
}

static void
add_samples (EspPreviewAs *self)
{
  const char *const titles[][2] = {
    { "usual", _ ("A usual lead") },          { "empty", _ ("Nothing is known but the address") },
    { "longest", _ ("The longest values") },  { "emoji", _ ("Emoji") },
    { "right-to-left", _ ("Right to left") }, { "markup", _ ("Signs that must be escaped") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    add_person (self, titles[i][0], 0, titles[i][1], _ ("Made up"));
}

static gboolean
is_chosen (EspPreviewAs *self, const Person *person)
{
  return person->sample != NULL ? g_strcmp0 (person->sample, self->sample) == 0
                                : self->sample == NULL && person->lead == self->lead;
}

static void
choose (EspPreviewAs *self, const Person *person)
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
show_people (EspPreviewAs *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->people->len; i++)
    {
      const Person *person = self->people->pdata[i];
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
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
      gtk_list_box_append (self->list, row);
    }
}

/* Reading */

static void
found_free (Found *found)
{
  g_free (found->search);
  g_clear_pointer (&found->order, esp_order_read_free);
  g_clear_pointer (&found->leads, g_ptr_array_unref);
  g_free (found);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Found *found = data;
  EspOrderRead *order = g_new0 (EspOrderRead, 1);

  found->order = order;
  order->search = *found->search != '\0' ? g_strdup (found->search) : NULL;
  order->ids = g_array_new (FALSE, FALSE, sizeof (guint32));
  order->limit = N_LEADS;
  if (!esp_order_read_run (tx, order, error))
    return FALSE;
  found->leads =
    esp_lead_load_many (tx, order->fields, (const guint32 *) (gpointer) order->ids->data,
                        order->ids->len, error);
  return found->leads != NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (EspPreviewAs) self = ask->self;
  g_autoptr (GError) error = NULL;
  Found *found = esp_store_read_finish (ESP_STORE (source), result, &error);
  gboolean is_newest = ask->serial == self->serial && self->box != NULL;

  g_free (ask);
  if (found == NULL)
    {
      g_debug ("the leads could not be read: %s", error->message);
      return;
    }
  if (is_newest)
    {
      g_ptr_array_set_size (self->people, 0);
      if (*found->search == '\0')
        add_samples (self);
      for (guint i = 0; i < found->leads->len; i++)
        {
          const EspLead *lead = found->leads->pdata[i];
          const char *name = lead != NULL ? esp_lead_get_text (lead, "name") : NULL;
          const char *email = lead != NULL ? esp_lead_get_text (lead, "email") : NULL;

          if (lead != NULL)
            add_person (self, NULL, lead->id,
                        name != NULL    ? name
                        : email != NULL ? email
                                        : "–",
                        email);
        }
      show_people (self);
    }
  found_free (found);
}

static gboolean
search_cb (gpointer user_data)
{
  EspPreviewAs *self = user_data;
  Found *found = g_new0 (Found, 1);
  Ask *ask = g_new0 (Ask, 1);

  self->source = 0;
  found->search = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));
  ask->self = g_object_ref (self);
  ask->serial = ++self->serial;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_in_tx, found,
                        (GDestroyNotify) found_free, esp_session_get_cancellable (self->session),
                        read_cb, ask);
  return G_SOURCE_REMOVE;
}

static void
schedule (EspPreviewAs *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (SEARCH_DELAY_MS, search_cb, self);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, EspPreviewAs *self)
{
  guint i = (guint) gtk_list_box_row_get_index (row);

  if (i >= self->people->len)
    return;
  gtk_popover_popdown (self->popover);
  choose (self, self->people->pdata[i]);
}

/* Enter in the search takes the first that was found. */
static void
first_cb (EspPreviewAs *self)
{
  if (self->people->len == 0)
    return;
  gtk_popover_popdown (self->popover);
  choose (self, self->people->pdata[0]);
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
  guint n = self->people->len;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    if (is_chosen (self, self->people->pdata[i]))
      {
        choose (self, self->people->pdata[(guint) ((int) (i + n) + by) % n]);
        return;
      }
  choose (self, self->people->pdata[by > 0 ? 0 : n - 1]);
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
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self, 0);
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, box);
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

  self->people = g_ptr_array_new_with_free_func (person_free);
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
  add_samples (self);
  self->sample = g_strdup (((Person *) self->people->pdata[0])->sample);
  choose (self, self->people->pdata[0]);
  schedule (self);
  return GTK_WIDGET (self);
}
