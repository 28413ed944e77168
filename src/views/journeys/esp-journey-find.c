/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip that finds steps by what they say, with next and previous. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-find.h"

#include "engine/journey/esp-journey-walk.h"
#include "views/journeys/esp-journey-seek.h"

#include <glib/gi18n.h>

struct _EspJourneyFind
{
  GtkWidget parent_instance;

  EspSession *session;            /* the window's; outlives the strip */
  EspJourneySelection *selection; /* (owned) */
  EspJourney *journey;            /* (owned) (nullable) */
  EspJourneyNames *names;         /* (owned) (nullable) */
  GtkWidget *revealer;
  GtkWidget *entry;
  GtkWidget *count;
  GPtrArray *found; /* (owned) (element-type utf8) ids */
  char *query;      /* (owned) */
  guint at;
};

G_DEFINE_FINAL_TYPE (EspJourneyFind, esp_journey_find, GTK_TYPE_WIDGET)

static gboolean
says (EspJourneyFind *self, const EspJourneyStep *step)
{
  g_autofree char *title = esp_journey_words_title (self->journey, step, self->names);
  g_autofree char *line = esp_journey_words_line (self->journey, step, self->names);
  g_autofree char *all = g_strjoin ("\n", title, line, esp_journey_words_step_kind (step->kind),
                                    step->note != NULL ? step->note : "", step->id, NULL);

  return esp_journey_seek_matches (all, self->query);
}

static void
tell (EspJourneyFind *self, gboolean aloud)
{
  g_autofree char *text = NULL;

  if (*self->query == '\0')
    text = g_strdup ("");
  else if (self->found->len == 0)
    text = g_strdup (_ ("Nothing found"));
  else
    /* Translators: which of the steps that were found, and how many there are */
    text = g_strdup_printf (_ ("%1$u of %2$u"), self->at + 1, self->found->len);
  gtk_label_set_text (GTK_LABEL (self->count), text);
  if (aloud && *text != '\0')
    esp_session_announce (self->session, text, FALSE);
}

static void
go (EspJourneyFind *self)
{
  if (self->found->len > 0)
    esp_journey_selection_set (self->selection, self->found->pdata[self->at], FALSE);
  tell (self, TRUE);
}

static void
search (EspJourneyFind *self)
{
  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0;
       self->journey != NULL && *self->query != '\0' && i < esp_journey_get_n_steps (self->journey);
       i++)
    {
      const EspJourneyStep *step = esp_journey_get_step (self->journey, i);

      if (says (self, step))
        g_ptr_array_add (self->found, g_strdup (step->id));
    }
  self->at = MIN (self->at, self->found->len > 0 ? self->found->len - 1 : 0);
}

static void
seek_cb (const char *query, gpointer user_data)
{
  EspJourneyFind *self = user_data;

  if (g_str_equal (query, self->query))
    return;
  g_free (self->query);
  self->query = g_strdup (query);
  self->at = 0;
  search (self);
  go (self);
}

static void
step_by (EspJourneyFind *self, int by)
{
  if (self->found->len == 0)
    return;
  self->at = (self->at + self->found->len + (guint) by) % self->found->len;
  go (self);
}

static void
next_cb (EspJourneyFind *self)
{
  step_by (self, 1);
}

static void
previous_cb (EspJourneyFind *self)
{
  step_by (self, -1);
}

static void
close_cb (EspJourneyFind *self)
{
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit_by_name (self, "closed");
}

/**
 * esp_journey_find_begin:
 *
 * Shows the strip and goes there.
 */
void
esp_journey_find_begin (EspJourneyFind *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  gtk_widget_grab_focus (self->entry);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

/**
 * esp_journey_find_set_journey:
 * @journey: (nullable)
 */
void
esp_journey_find_set_journey (EspJourneyFind *self, EspJourney *journey)
{
  g_clear_pointer (&self->journey, esp_journey_unref);
  self->journey = journey != NULL ? esp_journey_ref (journey) : NULL;
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  search (self);
  tell (self, FALSE);
}

/**
 * esp_journey_find_set_names:
 */
void
esp_journey_find_set_names (EspJourneyFind *self, EspJourneyNames *names)
{
  g_clear_pointer (&self->names, esp_journey_names_unref);
  self->names = names != NULL ? esp_journey_names_ref (names) : NULL;
}

static void
esp_journey_find_dispose (GObject *object)
{
  EspJourneyFind *self = ESP_JOURNEY_FIND (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->query, g_free);
  G_OBJECT_CLASS (esp_journey_find_parent_class)->dispose (object);
}

static void
esp_journey_find_class_init (EspJourneyFindClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_journey_find_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
add_button (EspJourneyFind *self,
            GtkWidget *box,
            const char *icon,
            const char *label,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
}

static void
esp_journey_find_init (EspJourneyFind *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->found = g_ptr_array_new_with_free_func (g_free);
  self->query = g_strdup ("");
  self->revealer = gtk_revealer_new ();
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 12, "margin-end", 12,
                NULL);
  self->entry = gtk_search_entry_new ();
  g_object_set (self->entry, "placeholder-text", _ ("Find a step"), "hexpand", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a step"), -1);
  self->count = gtk_label_new ("");
  gtk_widget_add_css_class (self->count, "dim-label");
  gtk_widget_add_css_class (self->count, "numeric");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->count);
  add_button (self, box, "esp-chevron-up-symbolic", _ ("Previous match"), G_CALLBACK (previous_cb));
  add_button (self, box, "esp-chevron-down-symbolic", _ ("Next match"), G_CALLBACK (next_cb));
  add_button (self, box, "esp-close-symbolic", _ ("Close the search"), G_CALLBACK (close_cb));
  esp_journey_seek_watch (self->entry, seek_cb, self);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "next-match", G_CALLBACK (next_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "previous-match", G_CALLBACK (previous_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "stop-search", G_CALLBACK (close_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_journey_find_new:
 */
GtkWidget *
esp_journey_find_new (EspSession *session, EspJourneySelection *selection)
{
  EspJourneyFind *self = g_object_new (ESP_TYPE_JOURNEY_FIND, NULL);

  self->session = session;
  self->selection = g_object_ref (selection);
  return GTK_WIDGET (self);
}
