/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scores of a lead on its page: each opens to what it is made of. Below them what is to be done. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-scores.h"

#include "engine/score/esp-score-words.h"
#include "store/esp-tasks.h"
#include "views/shell/esp-form.h"
#include "views/tasks/esp-task-item.h"
#include "worker/esp-score-why.h"
#include "worker/esp-segment-service.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_TASKS 20

struct _EspLeadScores
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  guint32 lead_id;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (EspLeadScores, esp_lead_scores, GTK_TYPE_WIDGET)

typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  guint32 lead_id;
  EspSegmentWorld *world; /* (owned) (nullable) */
  GPtrArray *whys;        /* (owned) (nullable) of EspScoreWhy */
  GPtrArray *tasks;       /* (owned) (nullable) of EspTaskRow */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  esp_segment_engine_unref (look->engine);
  g_clear_pointer (&look->world, esp_segment_world_unref);
  g_clear_pointer (&look->whys, g_ptr_array_unref);
  g_clear_pointer (&look->tasks, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  const EspTaskQuery query = { .which = ESP_TASKS_OPEN,
                               .lead_id = look->lead_id,
                               .limit = MAX_TASKS };
  g_autoptr (GPtrArray) rows = esp_score_row_list (tx, error);

  look->world = esp_segment_engine_get_world (look->engine, tx, error);
  look->tasks = rows != NULL ? esp_task_row_list (tx, &query, error) : NULL;
  if (look->world == NULL || look->tasks == NULL)
    return FALSE;
  look->whys = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_score_why_free);
  for (guint i = 0; i < rows->len; i++)
    {
      const EspScoreRow *row = rows->pdata[i];
      EspScoreWhy *why = esp_score_why_load (tx, look->engine, row->id, look->lead_id, NULL);

      /* A definition that cannot be read is told where it is edited. */
      if (why != NULL)
        g_ptr_array_add (look->whys, why);
    }
  return TRUE;
}

static GtkWidget *
number_new (const char *text, gboolean is_big)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "numeric");
  if (is_big)
    gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

static char *
say_part (EspLeadScores *self, const EspScorePart *part)
{
  EspLang lang = esp_session_get_lang (self->session);
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));
  g_autofree char *all = esp_format_number (part->all);
  g_autofree char *when = NULL;

  if (part->n == 0)
    return NULL;
  when = esp_format_relative (part->last_us, now_us, lang);
  /* Translators: how often, how many points without fading, when the last time was */
  return g_strdup_printf (ngettext ("%1$u time, %2$s points, last %3$s",
                                    "%1$u times, %2$s points, last %3$s", part->n),
                          part->n, all, when);
}

static void
add_part (EspLeadScores *self,
          const Look *look,
          const EspScoreWhy *why,
          const EspScorePart *part,
          GtkWidget *row)
{
  const EspScoreTongue tongue = { esp_segment_world_get_catalog (look->world),
                                  esp_segment_world_get_currency (look->world),
                                  esp_session_get_lang (self->session) };
  g_autofree char *cause =
    part->rule < 0
      ? g_strdup (_ ("Given by hand and by journeys"))
      : esp_score_rule_dup_cause (esp_score_get_rule (why->score, (guint) part->rule), &tongue);
  g_autofree char *now = esp_format_decimal (part->now, 1);
  g_autofree char *signed_now = part->now > 0 ? g_strconcat ("+", now, NULL) : g_strdup (now);
  g_autofree char *detail = say_part (self, part);
  GtkWidget *line = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (line), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (line), cause);
  if (detail != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (line), detail);
  adw_action_row_add_suffix (ADW_ACTION_ROW (line), number_new (signed_now, FALSE));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), line);
}

static void
add_score (EspLeadScores *self, const Look *look, const EspScoreWhy *why, GtkWidget *list)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *frame =
    esp_score_dup_frame_words (why->score, esp_session_get_lang (self->session));
  g_autofree char *value = g_strdup_printf ("%d", why->value);
  g_autofree char *spoken = g_strdup_printf ("%s: %d", why->row->name, why->value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), why->row->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row),
                                 why->parts->len > 0 ? frame : _ ("No points yet"));
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), number_new (value, TRUE));
  for (guint i = 0; i < why->parts->len; i++)
    add_part (self, look, why, &g_array_index (why->parts, EspScorePart, i), row);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), why->parts->len > 0);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
show (EspLeadScores *self, const Look *look)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  if (look->tasks->len > 0)
    {
      GtkWidget *list = esp_form_list_new (_ ("Tasks"));

      for (guint i = 0; i < look->tasks->len; i++)
        gtk_list_box_append (GTK_LIST_BOX (list),
                             esp_task_item_new (self->session, look->tasks->pdata[i], FALSE));
      gtk_box_append (GTK_BOX (self->box), list);
    }
  if (look->whys->len > 0)
    {
      GtkWidget *list = esp_form_list_new (C_ ("scores", "Scores"));

      for (guint i = 0; i < look->whys->len; i++)
        add_score (self, look, look->whys->pdata[i], list);
      gtk_box_append (GTK_BOX (self->box), list);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), look->tasks->len > 0 || look->whys->len > 0);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadScores) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (look == NULL)
    g_debug ("The scores of a lead cannot be read: %s", error->message);
  else if (self->box != NULL && look->lead_id == self->lead_id)
    show (self, look);
  g_clear_pointer (&look, look_free);
}

static void
refresh (EspLeadScores *self)
{
  EspStore *store = esp_session_get_store (self->session);
  Look *look;

  if (self->lead_id == 0)
    return;
  look = g_new0 (Look, 1);
  look->lead_id = self->lead_id;
  look->engine =
    esp_segment_engine_ref (esp_segment_service_get_engine (esp_segment_service_get (store)));
  esp_store_read_async (store, ESP_READ_LONG, look_cb, look, look_free,
                        esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

/**
 * esp_lead_scores_set_lead:
 */
void
esp_lead_scores_set_lead (EspLeadScores *self, guint32 lead_id)
{
  if (self->lead_id == lead_id)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->lead_id = lead_id;
  refresh (self);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspLeadScores *self)
{
  gboolean is_ours = esp_changes_touches_all_leads (changes) ||
                     esp_bitmap_contains (esp_changes_get_leads (changes), self->lead_id);

  if (esp_changes_has (changes, ESP_CHANGE_TASK | ESP_CHANGE_SCORE) ||
      (is_ours && esp_changes_has (changes, ESP_CHANGE_EVENT | ESP_CHANGE_LEAD)))
    refresh (self);
}

static void
esp_lead_scores_dispose (GObject *object)
{
  g_clear_pointer (&ESP_LEAD_SCORES (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_lead_scores_parent_class)->dispose (object);
}

static void
esp_lead_scores_class_init (EspLeadScoresClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_scores_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_lead_scores_init (EspLeadScores *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_lead_scores_new:
 */
GtkWidget *
esp_lead_scores_new (EspSession *session)
{
  EspLeadScores *self = g_object_new (ESP_TYPE_LEAD_SCORES, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  return GTK_WIDGET (self);
}
