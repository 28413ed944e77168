/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for the few things that make a lead; the rest is typed on its page. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-new-lead-window.h"

#include "store/esp-leads.h"
#include "views/leads/esp-field-problem.h"
#include "views/shell/esp-form-window.h"
#include "views/leads/esp-lead-format.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

static const char *const asked_columns[] = { "name", "email", "phone", "company", "city" };

#define N_ASKED G_N_ELEMENTS (asked_columns)

struct _EspNewLeadWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspFormFrame frame;
  GtkWidget *rows[N_ASKED];
};

G_DEFINE_FINAL_TYPE (EspNewLeadWindow, esp_new_lead_window, ADW_TYPE_WINDOW)

/* What travels to the writer's thread and back. */
typedef struct
{
  char *texts[N_ASKED]; /* (owned) */
  GTimeZone *zone;      /* (owned) */
  gint64 id;
  gint64 existing_id; /* a lead that has the address already */
  EspFieldInputProblem problem;
} NewLead;

static void
new_lead_free (NewLead *lead)
{
  for (gsize i = 0; i < N_ASKED; i++)
    g_free (lead->texts[i]);
  g_time_zone_unref (lead->zone);
  g_free (lead);
}

static gboolean
insert (EspTx *tx, gpointer data, GError **error)
{
  NewLead *wanted = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = fields != NULL ? esp_lead_new (fields) : NULL;

  if (lead == NULL)
    return FALSE;
  for (gsize i = 0; i < N_ASKED; i++)
    {
      int index = esp_fields_find (fields, asked_columns[i]);

      /* The window has looked at each text before: a problem here cannot be. */
      (void) esp_field_input_parse (esp_fields_get (fields, (guint) index), wanted->texts[i],
                                    wanted->zone, &lead->values[index]);
    }
  esp_value_set_text (esp_lead_get_writable (lead, "source"), "manual");
  if (esp_lead_get_text (lead, "email") != NULL &&
      !esp_lead_find (tx, "email", esp_lead_get_text (lead, "email"), &wanted->existing_id, error))
    return FALSE;
  if (wanted->existing_id != 0)
    return TRUE;
  if (!esp_lead_insert (tx, lead, error))
    return FALSE;
  wanted->id = lead->id;
  return TRUE;
}

typedef struct
{
  EspNewLeadWindow *self; /* (owned) */
  NewLead *lead;          /* the write's own; lives until its end */
} Pending;

static void
inserted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Pending *pending = user_data;
  g_autoptr (EspNewLeadWindow) self = pending->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  gint64 history_id;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  if (pending->lead->existing_id != 0)
    {
      esp_session_toast (self->session, _ ("A lead with this address exists; here it is."));
      address = g_strdup_printf ("leads/%" G_GINT64_FORMAT, pending->lead->existing_id);
    }
  else
    {
      esp_session_toast_undo (self->session, _ ("Lead added"), history_id);
      address = g_strdup_printf ("leads/%" G_GINT64_FORMAT, pending->lead->id);
    }
  esp_session_open (self->session, address);
  gtk_window_close (GTK_WINDOW (self));
}

static void
accept_cb (EspNewLeadWindow *self)
{
  static const EspOperation operation = { .kind = "new-lead" };
  NewLead *lead = g_new0 (NewLead, 1);
  Pending *pending = g_new0 (Pending, 1);

  lead->zone = g_time_zone_ref (esp_session_get_zone (self->session));
  for (gsize i = 0; i < N_ASKED; i++)
    lead->texts[i] = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rows[i])));
  pending->self = g_object_ref (self);
  pending->lead = lead;
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, insert, lead,
                         (GDestroyNotify) new_lead_free, inserted_cb, pending);
}

static void
changed_cb (EspNewLeadWindow *self)
{
  static const EspField fields[N_ASKED] = {
    { 0, "name", "", ESP_FIELD_TEXT, FALSE, TRUE },
    { 0, "email", "", ESP_FIELD_TEXT, FALSE, TRUE },
    { 0, "phone", "", ESP_FIELD_TEXT, FALSE, TRUE },
    { 0, "company", "", ESP_FIELD_TEXT, FALSE, TRUE },
    { 0, "city", "", ESP_FIELD_TEXT, FALSE, TRUE },
  };
  gboolean has_any = FALSE;
  const char *sentence = NULL;

  for (gsize i = 0; i < N_ASKED; i++)
    {
      EspValue value = { 0 };
      EspFieldInputProblem problem =
        esp_field_input_parse (&fields[i], gtk_editable_get_text (GTK_EDITABLE (self->rows[i])),
                               esp_session_get_zone (self->session), &value);

      has_any |= value.type != ESP_VALUE_NULL;
      if (sentence == NULL)
        sentence = esp_field_problem_sentence (problem);
      if (problem != ESP_FIELD_INPUT_OK)
        gtk_widget_add_css_class (self->rows[i], "error");
      else
        gtk_widget_remove_css_class (self->rows[i], "error");
      esp_value_clear (&value);
    }
  esp_form_frame_set_problem (&self->frame, sentence);
  gtk_widget_set_sensitive (self->frame.accept, sentence == NULL && has_any);
}

static void
esp_new_lead_window_dispose (GObject *object)
{
  g_clear_object (&ESP_NEW_LEAD_WINDOW (object)->session);
  G_OBJECT_CLASS (esp_new_lead_window_parent_class)->dispose (object);
}

static void
esp_new_lead_window_class_init (EspNewLeadWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_new_lead_window_dispose;
}

static void
esp_new_lead_window_init (EspNewLeadWindow *self)
{
}

/**
 * esp_new_lead_window_new:
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_new_lead_window_new (EspSession *session)
{
  EspNewLeadWindow *self = g_object_new (ESP_TYPE_NEW_LEAD_WINDOW, NULL);
  GtkWidget *group = esp_form_group_new (NULL, NULL);

  self->session = g_object_ref (session);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("New lead"), _ ("_Add"));
  for (gsize i = 0; i < N_ASKED; i++)
    {
      EspField field = { 0, asked_columns[i], "", ESP_FIELD_TEXT, FALSE, TRUE };

      self->rows[i] = adw_entry_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]),
                                     esp_lead_field_label (&field));
      adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->rows[i]), TRUE);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows[i]);
      g_signal_connect_swapped (self->rows[i], "changed", G_CALLBACK (changed_cb), self);
    }
  gtk_box_append (GTK_BOX (self->frame.box), group);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
