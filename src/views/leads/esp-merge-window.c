/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two leads side by side, and which value of each field the merged one is to have. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-merge-window.h"

#include "store/esp-leads.h"
#include "store/esp-merge.h"
#include "views/shell/esp-form-window.h"
#include "views/leads/esp-lead-format.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 680
#define HEIGHT 640

struct _EspMergeWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  guint32 keep_id;     /* who stays */
  guint32 other_id;    /* who goes */
  EspLead *keep;       /* (owned) (nullable) */
  EspLead *other;      /* (owned) (nullable) */
  GPtrArray *consents; /* (owned) (nullable) of EspMergeConsent */
  gboolean *takes;     /* (owned) (nullable) by field: the value of the other one */
  EspFormFrame frame;
  GtkWidget *content; /* a box, built anew */
};

G_DEFINE_FINAL_TYPE (EspMergeWindow, esp_merge_window, ADW_TYPE_WINDOW)

static void load (EspMergeWindow *self);

/* Merging */

typedef struct
{
  EspMergeWindow *self; /* (owned) */
  EspLead *after;       /* (owned) */
  gint64 other_id;
  EspMergeResult result;
} Merging;

static gboolean
write_merge (EspTx *tx, gpointer data, GError **error)
{
  Merging *merging = data;

  return esp_merge_leads (tx, merging->other_id, merging->after, &merging->result, error);
}

static void
merged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Merging *merging = user_data;
  EspMergeWindow *self = merging->self;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message =
        g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_BUSY)
          ? g_strdup (_ ("A message to one of them is being handed over right now. Try again in a "
                         "moment."))
          : esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      esp_session_announce (self->session, message, TRUE);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
    }
  else
    {
      g_autofree char *address = g_strdup_printf ("leads/%" G_GINT64_FORMAT, merging->after->id);

      esp_session_toast_undo (self->session, _ ("Merged: two leads are one now"), history_id);
      esp_session_open (self->session, address);
      gtk_window_close (GTK_WINDOW (self));
    }
  esp_lead_free (merging->after);
  g_object_unref (merging->self);
  g_free (merging);
}

static void
accept_cb (EspMergeWindow *self)
{
  const EspOperation operation = { .kind = "merge", .summary = esp_lead_get_title (self->keep) };
  Merging *merging;

  if (self->keep == NULL)
    return;
  merging = g_new0 (Merging, 1);
  merging->self = g_object_ref (self);
  merging->after = esp_lead_copy (self->keep);
  merging->other_id = self->other_id;
  for (guint i = 0; i < self->keep->n_values; i++)
    if (self->takes[i])
      {
        esp_value_clear (&merging->after->values[i]);
        esp_value_copy (&self->other->values[i], &merging->after->values[i]);
      }
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, write_merge, merging,
                         NULL, merged_cb, merging);
}

/* Choosing */

static void
toggled_cb (GtkCheckButton *check, EspMergeWindow *self)
{
  guint index = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), "esp-index"));

  self->takes[index] = gtk_check_button_get_active (check);
}

static void
swap_cb (EspMergeWindow *self)
{
  guint32 id = self->keep_id;

  self->keep_id = self->other_id;
  self->other_id = id;
  load (self);
}

static char *
dup_value (EspMergeWindow *self, const EspLead *lead, guint index)
{
  g_autofree char *text =
    esp_lead_format_value (self->session, esp_fields_get (lead->fields, index),
                           &lead->values[index]);

  return *text != '\0' ? g_steal_pointer (&text) : g_strdup (_ ("(empty)"));
}

static GtkWidget *
value_choice_new (EspMergeWindow *self, const EspLead *lead, guint index, GtkWidget *first)
{
  g_autofree char *text = dup_value (self, lead, index);
  /* Translators: the name of a field and a value */
  g_autofree char *name =
    g_strdup_printf ("%s: %s", esp_lead_field_label (esp_fields_get (lead->fields, index)), text);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_margin_start (label, 6);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (first != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (first));
  return check;
}

static GtkWidget *
field_row_new (EspMergeWindow *self, guint index)
{
  const EspField *field = esp_fields_get (self->keep->fields, index);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (esp_lead_field_label (field));
  GtkWidget *mine = value_choice_new (self, self->keep, index, NULL);
  GtkWidget *theirs = value_choice_new (self, self->other, index, mine);

  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->takes[index] ? theirs : mine), TRUE);
  g_object_set_data (G_OBJECT (theirs), "esp-index", GUINT_TO_POINTER (index));
  g_signal_connect_object (theirs, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (pair), mine);
  gtk_box_append (GTK_BOX (pair), theirs);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), pair);
  gtk_widget_add_css_class (box, "esp-merge-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  esp_lead_field_label (field), -1);
  return row;
}

static gboolean
is_asked (EspMergeWindow *self, guint index)
{
  return esp_fields_get (self->keep->fields, index)->is_editable &&
         !esp_value_equal (&self->keep->values[index], &self->other->values[index]);
}

static void
add_fields (EspMergeWindow *self)
{
  GtkWidget *list = esp_form_list_new (_ ("What the merged lead is to have"));
  guint n = 0;

  for (guint i = 0; i < self->keep->n_values; i++)
    if (is_asked (self, i))
      {
        gtk_list_box_append (GTK_LIST_BOX (list), field_row_new (self, i));
        n++;
      }
  if (n == 0)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                     _ ("All fields hold the same values"));
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  gtk_box_append (GTK_BOX (self->content), list);
}

static GtkWidget *
side_new (const EspLead *lead, const char *caption)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  const char *title = esp_lead_get_title (lead);
  g_autofree char *number = g_strdup_printf ("#%" G_GINT64_FORMAT, lead->id);
  GtkWidget *labels[] = { gtk_label_new (caption),
                          gtk_label_new (*title != '\0' ? title : _ ("Lead without a name")),
                          gtk_label_new (number) };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_xalign (GTK_LABEL (labels[i]), 0.0f);
      gtk_label_set_wrap (GTK_LABEL (labels[i]), TRUE);
      gtk_widget_add_css_class (labels[i], i == 1 ? "heading" : "caption");
      gtk_box_append (GTK_BOX (box), labels[i]);
    }
  gtk_widget_add_css_class (labels[2], "dim-label");
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static void
add_head (EspMergeWindow *self)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *swap = esp_button_new (_ ("S_wap: keep the other one"));

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  gtk_box_append (GTK_BOX (pair), side_new (self->keep, _ ("Stays")));
  gtk_box_append (GTK_BOX (pair), side_new (self->other, _ ("Goes into it")));
  gtk_widget_set_halign (swap, GTK_ALIGN_START);
  g_signal_connect_object (swap, "clicked", G_CALLBACK (swap_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->content), pair);
  gtk_box_append (GTK_BOX (self->content), swap);
}

static void
add_consents (EspMergeWindow *self)
{
  GtkWidget *list = esp_form_list_new (_ ("Consent"));

  for (guint i = 0; i < self->consents->len; i++)
    {
      const EspMergeConsent *consent = g_ptr_array_index (self->consents, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title =
        g_strdup_printf ("%s · %s: %s", esp_lead_channel_label (consent->channel),
                         esp_words_purpose (consent->purpose),
                         esp_lead_consent_label (consent->state));
      /* Translators: what the lead that stays said, and what the other one said */
      g_autofree char *detail = g_strdup_printf (_ ("%s and %s: the strictest word holds"),
                                                 esp_lead_consent_label (consent->kept_state),
                                                 esp_lead_consent_label (consent->other_state));

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  if (self->consents->len > 0)
    gtk_box_append (GTK_BOX (self->content), list);
}

static void
add_words (EspMergeWindow *self)
{
  GtkWidget *label = gtk_label_new (
    _ ("Events, messages, notes, tags, devices, purchases and fixed segments of both come "
       "together. If either said no, the addresses that are kept stay closed. It can be undone for "
       "30 days."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->content), label);
}

/* Loading */

typedef struct
{
  guint32 keep_id;
  guint32 other_id;
  EspLead *keep;       /* (owned) (nullable) */
  EspLead *other;      /* (owned) (nullable) */
  GPtrArray *consents; /* (owned) (nullable) */
} Pair;

static void
pair_free (Pair *pair)
{
  esp_lead_free (pair->keep);
  esp_lead_free (pair->other);
  g_clear_pointer (&pair->consents, g_ptr_array_unref);
  g_free (pair);
}

static gboolean
read_pair (EspTx *tx, gpointer data, GError **error)
{
  Pair *pair = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  pair->keep = fields != NULL ? esp_lead_load (tx, fields, pair->keep_id, error) : NULL;
  pair->other = pair->keep != NULL ? esp_lead_load (tx, fields, pair->other_id, error) : NULL;
  pair->consents =
    pair->other != NULL ? esp_merge_list_consents (tx, pair->keep_id, pair->other_id, error) : NULL;
  return pair->consents != NULL;
}

static void
take (EspMergeWindow *self, Pair *pair)
{
  g_clear_pointer (&self->keep, esp_lead_free);
  g_clear_pointer (&self->other, esp_lead_free);
  g_clear_pointer (&self->consents, g_ptr_array_unref);
  g_free (self->takes);
  self->keep = g_steal_pointer (&pair->keep);
  self->other = g_steal_pointer (&pair->other);
  self->consents = g_steal_pointer (&pair->consents);
  self->takes = g_new0 (gboolean, self->keep->n_values);
  /* What only one of them knows is kept. */
  for (guint i = 0; i < self->keep->n_values; i++)
    self->takes[i] = esp_fields_get (self->keep->fields, i)->is_editable &&
                     self->keep->values[i].type == ESP_VALUE_NULL &&
                     self->other->values[i].type != ESP_VALUE_NULL;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMergeWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Pair *pair = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWidget *child;

  if (pair == NULL || self->session == NULL)
    {
      g_autofree char *message = error != NULL ? esp_store_message (error) : NULL;

      if (self->session != NULL)
        esp_form_frame_set_problem (&self->frame, message);
      g_clear_pointer (&pair, pair_free);
      return;
    }
  take (self, pair);
  pair_free (pair);
  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  add_head (self);
  add_fields (self);
  add_consents (self);
  add_words (self);
  esp_form_frame_set_problem (&self->frame, NULL);
}

static void
load (EspMergeWindow *self)
{
  Pair *pair = g_new0 (Pair, 1);

  pair->keep_id = self->keep_id;
  pair->other_id = self->other_id;
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_pair, pair,
                        (GDestroyNotify) pair_free, NULL, read_cb, g_object_ref (self));
}

static void
esp_merge_window_dispose (GObject *object)
{
  EspMergeWindow *self = ESP_MERGE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->keep, esp_lead_free);
  g_clear_pointer (&self->other, esp_lead_free);
  g_clear_pointer (&self->consents, g_ptr_array_unref);
  g_clear_pointer (&self->takes, g_free);
  G_OBJECT_CLASS (esp_merge_window_parent_class)->dispose (object);
}

static void
esp_merge_window_class_init (EspMergeWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_merge_window_dispose;
}

static void
esp_merge_window_init (EspMergeWindow *self)
{
}

/**
 * esp_merge_window_present:
 * @keep_id: who is to stay
 * @other_id: who is to go into it
 *
 * Opens the window that compares and merges two leads.
 */
void
esp_merge_window_present (EspSession *session, guint32 keep_id, guint32 other_id)
{
  EspMergeWindow *self = g_object_new (ESP_TYPE_MERGE_WINDOW, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->session = g_object_ref (session);
  self->keep_id = keep_id;
  self->other_id = other_id;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Merge two leads"), _ ("_Merge"));
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_bottom (self->content, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->content);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  load (self);
  gtk_window_present (GTK_WINDOW (self));
}
