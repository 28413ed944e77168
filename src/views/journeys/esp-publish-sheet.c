/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last look before a journey is published: what changes, what becomes of those who are where it changes,
 * and a button that can be taken back for some seconds. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-publish-sheet-private.h"

#include "engine/journey/esp-journey-json.h"
#include "engine/policy/esp-policy.h"
#include "store/esp-meta.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-particle.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 600
#define MAX_HEIGHT 620
#define SIDE 24 /* px beside what it says */

G_DEFINE_FINAL_TYPE (EspPublishSheet, esp_publish_sheet, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  EspPublishSheet *sheet; /* (owned) main thread only */
  EspLang lang;
  gint64 journey_id;
  guint version;
  GHashTable *choices; /* (owned) */
  char *token;         /* (owned) (nullable) */
  gboolean accepts;
  EspPublishPreview *preview;   /* (owned) (nullable) result */
  EspJourneyNames *names;       /* (owned) (nullable) result */
  EspJourneyReviewLook *review; /* (owned) (nullable) result; of the draft alone */
  EspRehearsalReport rehearsal; /* result; at 0: none of this state */
  EspPolicy policy;             /* result */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->sheet);
  g_hash_table_unref (call->choices);
  esp_publish_preview_free (call->preview);
  g_clear_pointer (&call->names, esp_journey_names_unref);
  esp_journey_review_look_free (call->review);
  g_free (call->token);
  g_free (call);
}

static Call *
call_new (EspPublishSheet *self)
{
  Call *call = g_new0 (Call, 1);
  GHashTableIter iter;
  gpointer id, choice;

  call->sheet = g_object_ref (self);
  call->lang = esp_session_get_lang (self->session);
  call->journey_id = self->journey_id;
  call->version = self->version;
  call->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, self->choices);
  while (g_hash_table_iter_next (&iter, &id, &choice))
    g_hash_table_insert (call->choices, g_strdup (id), choice);
  return call;
}

/* Publishing */

static void
set_accept_label (EspPublishSheet *self)
{
  g_autofree char *label = NULL;

  if (self->countdown != 0)
    /* Translators: a button that waits: it publishes after so many seconds, or at once when it is pressed */
    label = g_strdup_printf (_ ("Publish now · %u s"), self->seconds);
  else if (self->version > 0)
    /* Translators: a button: an older version of a journey becomes the newest again */
    label = esp_particle_printf (_ ("Roll back to version %u"), self->version);
  else
    label = g_strdup_printf (_ ("Publish version %u"), self->preview->to);
  gtk_button_set_label (GTK_BUTTON (self->frame.accept), label);
}

static gboolean
publish_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  const EspPublishOrder order = { .id = call->journey_id,
                                  .source = call->version,
                                  .choices = call->choices,
                                  .token = call->token,
                                  .accepts_warnings = call->accepts };
  EspSegmentEngine *engine = esp_segment_engine_new ();
  gboolean is_ok = esp_journey_publish (tx, engine, &order, &call->preview, error);

  esp_segment_engine_unref (engine);
  return is_ok;
}

/* What needs a yes says so, and can be given it. */
static void
offer_yes (EspPublishSheet *self)
{
  if (self->yes != NULL)
    return;
  self->yes =
    esp_form_switch_row_new (_ ("I have looked at this, publish it all the same"), NULL, FALSE);
  gtk_box_append (GTK_BOX (self->frame.box), self->yes);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPublishSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      set_accept_label (self);
      if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_REFUSED))
        offer_yes (self);
      return;
    }
  text = esp_particle_printf (_ ("Version %u is published"), self->preview->to);
  esp_session_toast (self->session, text);
  gtk_window_close (GTK_WINDOW (self));
}

static void
publish (EspPublishSheet *self)
{
  Call *call = call_new (self);

  g_clear_handle_id (&self->countdown, g_source_remove);
  call->token = g_strdup (self->preview->token);
  call->accepts = self->yes != NULL && gtk_switch_get_active (esp_form_row_get_switch (self->yes));
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), NULL, publish_in_tx, call,
                         call_free, published_cb, g_object_ref (self));
}

static gboolean
tick_cb (gpointer user_data)
{
  EspPublishSheet *self = user_data;

  if (--self->seconds > 0)
    {
      set_accept_label (self);
      return G_SOURCE_CONTINUE;
    }
  self->countdown = 0;
  publish (self);
  return G_SOURCE_REMOVE;
}

static void
accept_cb (EspPublishSheet *self)
{
  g_autofree char *text = NULL;

  if (self->countdown != 0 || self->hold_seconds == 0)
    {
      publish (self);
      return;
    }
  self->seconds = self->hold_seconds;
  self->countdown = g_timeout_add_seconds (1, tick_cb, self);
  gtk_widget_set_sensitive (self->content, FALSE);
  set_accept_label (self);
  text = g_strdup_printf (ngettext ("It is published in %u second. Cancel takes it back.",
                                    "It is published in %u seconds. Cancel takes it back.",
                                    self->seconds),
                          self->seconds);
  esp_session_announce (self->session, text, FALSE);
}

/* Loading */

/* Whether this very state was simulated, and what that found. */
static void
add_rehearsal (EspPublishSheet *self)
{
  g_autofree char *at = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (self->rehearsal.at_us != 0)
    {
      at = esp_format_date (self->rehearsal.at_us, esp_session_get_zone (self->session),
                            ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session));
      sent = esp_format_count (self->rehearsal.n_sent);
      /* Translators: "18 Mar 14:05", a number of messages */
      text = g_strdup_printf (_ ("Dry run attached, %1$s: %2$s messages would go out"), at, sent);
    }
  label = gtk_label_new (text != NULL ? text : _ ("No dry run of this state yet (F5)"));
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->content), label);
}

static gboolean
lacks_yes (EspPublishSheet *self)
{
  return self->review != NULL && self->review->yes != ESP_JOURNEY_YES_FREE &&
         self->review->yes != ESP_JOURNEY_YES_GIVEN;
}

static void
add_review (EspPublishSheet *self)
{
  GtkWidget *review;

  if (self->review == NULL || self->review->yes == ESP_JOURNEY_YES_FREE)
    return;
  review = esp_publish_review_new (self->session, self->journey_id, self->review);
  g_signal_connect_object (review, "done", G_CALLBACK (esp_publish_sheet_read), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->content), review);
}

/* As high as it is at the width of the sheet: a scroller by itself counts lines that are not wrapped. */
static void
fit_height (EspPublishSheet *self)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (self->content, GTK_TYPE_SCROLLED_WINDOW);
  int least = 0;
  int height = 0;

  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (self->content, GTK_ORIENTATION_VERTICAL, MAX (least, WIDTH - 2 * SIDE), NULL,
                      &height, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller),
                                              MIN (height, MAX_HEIGHT));
}

static void
show (EspPublishSheet *self)
{
  const EspPublishPreview *preview = self->preview;
  g_autofree char *title = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  title =
    preview->from > 0
      ? g_strdup_printf (_ ("%s: version %u → %u"), preview->row->name, preview->from, preview->to)
      : g_strdup_printf (_ ("%s: version %u"), preview->row->name, preview->to);
  gtk_window_set_title (GTK_WINDOW (self), title);
  add_rehearsal (self);
  add_review (self);
  esp_publish_sheet_add_problems (self);
  esp_publish_sheet_add_differences (self);
  esp_publish_sheet_add_people (self);
  fit_height (self);
  set_accept_label (self);
  gtk_widget_set_sensitive (self->frame.accept,
                            esp_journey_problems_first_error (preview->problems) == NULL &&
                              !lacks_yes (self));
}

static gboolean
preview_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  const EspPublishOrder order = { .id = call->journey_id,
                                  .source = call->version,
                                  .choices = call->choices };
  EspSegmentEngine *engine = esp_segment_engine_new ();
  g_autofree char *policy = esp_meta_get_text (tx, ESP_META_POLICY, "", error);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  if (policy == NULL || !esp_policy_from_json (policy, &call->policy, error))
    return FALSE;
  call->preview = esp_journey_publish_preview (tx, engine, &order, error);
  esp_segment_engine_unref (engine);
  call->names = call->preview != NULL ? esp_journey_names_load (tx, call->lang, error) : NULL;
  if (call->names == NULL)
    return FALSE;
  if (call->version == 0)
    {
      call->review = esp_journey_review_look_new (tx, call->journey_id, error);
      if (call->review == NULL)
        return FALSE;
    }
  text = esp_journey_to_json (call->preview->after);
  digest = esp_rehearsal_log_digest (text);
  return esp_rehearsal_log_last (tx, call->journey_id, digest, &call->rehearsal, error);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPublishSheet) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, sentence);
      gtk_window_present (GTK_WINDOW (self));
      return;
    }
  g_clear_pointer (&self->preview, esp_publish_preview_free);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  self->preview = g_steal_pointer (&call->preview);
  self->names = g_steal_pointer (&call->names);
  g_clear_pointer (&self->review, esp_journey_review_look_free);
  self->review = g_steal_pointer (&call->review);
  self->rehearsal = call->rehearsal;
  self->hold_seconds = call->policy.hold_seconds;
  call_free (call);
  show (self);
  gtk_window_present (GTK_WINDOW (self)); /* as large as what it says */
}

/**
 * esp_publish_sheet_read:
 *
 * Reads anew what would be published.
 */
void
esp_publish_sheet_read (EspPublishSheet *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, preview_in_tx,
                        call_new (self), call_free, NULL, previewed_cb, g_object_ref (self));
}

static void
esp_publish_sheet_dispose (GObject *object)
{
  EspPublishSheet *self = ESP_PUBLISH_SHEET (object);

  g_clear_handle_id (&self->countdown, g_source_remove);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_publish_sheet_parent_class)->dispose (object);
}

static void
esp_publish_sheet_finalize (GObject *object)
{
  EspPublishSheet *self = ESP_PUBLISH_SHEET (object);

  esp_publish_preview_free (self->preview);
  esp_journey_review_look_free (self->review);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  g_hash_table_unref (self->choices);
  G_OBJECT_CLASS (esp_publish_sheet_parent_class)->finalize (object);
}

static void
esp_publish_sheet_class_init (EspPublishSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_publish_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_publish_sheet_finalize;
}

static void
esp_publish_sheet_init (EspPublishSheet *self)
{
  self->choices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * esp_publish_sheet_present:
 * @version: 0: the draft; else an older version that is published again
 *
 * Shows what publishing does, and publishes when told to.
 *
 * Returns: (transfer none): the window
 */
GtkWindow *
esp_publish_sheet_present (EspSession *session, gint64 journey_id, guint version)
{
  EspPublishSheet *self = g_object_new (ESP_TYPE_PUBLISH_SHEET, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->session = g_object_ref (session);
  self->journey_id = journey_id;
  self->version = version;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Publish"), _ ("_Publish"));
  /* Enter must not publish: a person moves to the button. */
  gtk_window_set_default_widget (GTK_WINDOW (self), NULL);
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->content);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
  esp_publish_sheet_read (self);
  return GTK_WINDOW (self);
}
