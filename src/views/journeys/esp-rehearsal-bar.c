/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs simulations of the journey on the desk and plays them. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-rehearsal-bar-private.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-json.h"
#include "views/chart/esp-chart-view.h"
#include "views/journeys/esp-journey-canvas.h"
#include "views/journeys/esp-rehearsal-assume.h"
#include "views/journeys/esp-rehearsal-drill.h"
#include "views/journeys/esp-rehearsal-follow.h"
#include "views/journeys/esp-rehearsal-setup.h"
#include "views/journeys/esp-rehearsal-words.h"
#include "views/leads/esp-lead-finder.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define PROGRESS_MS 100
#define PERMILLE 1000

typedef enum
{
  RUN_DRAFT,
  RUN_LIVE,
  RUN_LEAD,
} RunKind;

/* One run on its way. */
typedef struct
{
  EspRehearsalBar *bar; /* (owned) */
  RunKind kind;
  EspRehearsalBarProgress *progress; /* (owned) */
  char *name;                        /* (owned) (nullable) of the lead */
} Run;

G_DEFINE_FINAL_TYPE (EspRehearsalBar, esp_rehearsal_bar, GTK_TYPE_WIDGET)

static void
set_line (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

/* Its numbers are links. */
static void
set_markup (GtkWidget *label, const char *markup)
{
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_widget_set_visible (label, *markup != '\0');
}

static gboolean
link_cb (EspRehearsalBar *self, const char *key)
{
  if (self->rehearsal != NULL)
    esp_rehearsal_drill_show (self->desk, self->rehearsal, key);
  return TRUE;
}

static void
show_chart (EspRehearsalBar *self)
{
  EspLang lang = esp_session_get_lang (esp_journey_desk_get_session (self->desk));
  g_autoptr (EspChart) chart = esp_rehearsal_chart_new (self->rehearsal, self->by_day, lang);

  esp_chart_view_set_chart (ESP_CHART_VIEW (self->parts.chart), chart);
}

static void
show_result (EspRehearsalBar *self)
{
  EspLang lang = esp_session_get_lang (esp_journey_desk_get_session (self->desk));
  const EspRehearsalTally *tally = esp_rehearsal_get_tally (self->rehearsal);
  g_autofree char *sends = esp_rehearsal_words_sends (self->rehearsal, lang);
  g_autofree char *people = esp_rehearsal_words_people (self->rehearsal);
  g_autofree char *held = esp_rehearsal_words_held (self->rehearsal);
  g_autofree char *collisions = esp_rehearsal_words_collisions (self->rehearsal);
  g_autofree char *compared =
    self->live != NULL ? esp_rehearsal_words_compare (self->rehearsal, self->live) : NULL;

  set_markup (self->parts.people, people);
  set_markup (self->parts.sends, sends);
  set_markup (self->parts.held, held);
  set_markup (self->parts.collisions, collisions);
  set_line (self->parts.compared, compared);
  set_line (self->parts.error, NULL);
  gtk_range_set_range (GTK_RANGE (self->parts.scale), 0, MAX (tally->n_buckets - 1, 1));
  gtk_range_set_value (GTK_RANGE (self->parts.scale), tally->n_buckets - 1);
  gtk_widget_set_visible (self->parts.result, TRUE);
  show_chart (self);
  esp_rehearsal_bar_show_moment (self);
  esp_rehearsal_assume_show (ESP_REHEARSAL_ASSUME (self->parts.assume), self->rehearsal);
  esp_session_announce (esp_journey_desk_get_session (self->desk),
                        gtk_label_get_text (GTK_LABEL (self->parts.sends)), FALSE);
}

static void
end_progress (EspRehearsalBar *self)
{
  g_clear_handle_id (&self->progress_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->progress, g_atomic_rc_box_release);
  gtk_widget_set_visible (self->parts.running, FALSE);
  gtk_widget_set_sensitive (self->parts.run, TRUE);
}

static gboolean
progress_cb (gpointer data)
{
  EspRehearsalBar *self = data;
  double fraction = (double) g_atomic_int_get (&self->progress->permille) / PERMILLE;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->parts.progress), fraction);
  return G_SOURCE_CONTINUE;
}

static void
tell_progress (double fraction, gpointer user_data)
{
  EspRehearsalBarProgress *progress = user_data;

  g_atomic_int_set (&progress->permille, (gint) (fraction * PERMILLE));
}

static void
run_free (Run *run)
{
  g_object_unref (run->bar);
  g_atomic_rc_box_release (run->progress);
  g_free (run->name);
  g_free (run);
}

static void start (EspRehearsalBar *self, RunKind kind, gint64 lead_id, const char *name);

/* The slider is there from the next turn on. */
static gboolean
focus_cb (gpointer data)
{
  EspRehearsalBar *self = data;

  if (self->parts.box != NULL)
    (void) gtk_widget_grab_focus (self->parts.scale); /* FALSE: the window is not shown */
  return G_SOURCE_REMOVE;
}

/* What is kept of a run of the draft, for whoever publishes it. */
typedef struct
{
  gint64 journey_id;
  char *digest; /* (owned) */
  EspRehearsalReport report;
} Kept;

static void
kept_free (gpointer data)
{
  g_free (((Kept *) data)->digest);
  g_free (data);
}

static gboolean
keep_in_tx (EspTx *tx, gpointer data, GError **error)
{
  const Kept *kept = data;

  return esp_rehearsal_log_add (tx, kept->journey_id, kept->digest, &kept->report, error);
}

static void
keep (EspRehearsalBar *self)
{
  EspStore *store = esp_session_get_store (esp_journey_desk_get_session (self->desk));
  g_autofree char *text = esp_journey_to_json (esp_rehearsal_get_world (self->rehearsal)->journey);
  Kept *kept;

  if (esp_store_is_read_only (store))
    return;
  kept = g_new0 (Kept, 1);
  kept->journey_id = esp_journey_desk_get_id (self->desk);
  kept->digest = esp_rehearsal_log_digest (text);
  esp_rehearsal_get_report (self->rehearsal, &kept->report);
  esp_store_write_async (store, NULL, keep_in_tx, kept, kept_free, NULL, NULL);
}

static void
take_result (EspRehearsalBar *self, const Run *run, EspRehearsal *result)
{
  if (run->kind == RUN_LEAD)
    {
      if (esp_rehearsal_get_world (result)->n_people > 0)
        esp_rehearsal_follow_show (self->desk, result, 0, run->name);
      return;
    }
  if (run->kind == RUN_DRAFT)
    {
      g_clear_pointer (&self->live, esp_rehearsal_unref);
      g_clear_pointer (&self->rehearsal, esp_rehearsal_unref);
      self->rehearsal = esp_rehearsal_ref (result);
      keep (self);
    }
  else
    {
      g_clear_pointer (&self->live, esp_rehearsal_unref);
      self->live = esp_rehearsal_ref (result);
    }
  show_result (self);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (self), g_object_unref);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  EspRehearsalBar *self = run->bar;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspRehearsal) rehearsal = esp_rehearsal_run_finish (result, &error);

  if (self->desk != NULL)
    {
      end_progress (self);
      if (rehearsal != NULL)
        take_result (self, run, rehearsal);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *message = esp_store_message (error);

          set_line (self->parts.error, message);
        }
    }
  run_free (run);
}

static void
begin_progress (EspRehearsalBar *self)
{
  self->cancellable = g_cancellable_new ();
  self->progress = g_atomic_rc_box_new0 (EspRehearsalBarProgress);
  self->progress_id = g_timeout_add (PROGRESS_MS, progress_cb, self);
  gtk_widget_set_visible (self->parts.running, TRUE);
  gtk_widget_set_sensitive (self->parts.run, FALSE);
}

/* The draft as it is on the screen, saved or not. */
static void
set_journey (EspRehearsalBar *self, EspRehearsalOptions *options, RunKind kind)
{
  EspJourneyDraft *draft = esp_journey_desk_get_draft (self->desk);
  const EspJourneyRow *row = esp_journey_draft_get_row (draft);
  guint shown = esp_journey_desk_get_shown_version (self->desk);

  if (kind == RUN_LIVE)
    options->version = row != NULL ? row->version : 0;
  else if (shown > 0)
    options->version = shown;
  else
    options->text = esp_journey_to_json (esp_journey_desk_get_journey (self->desk));
}

static void
start (EspRehearsalBar *self, RunKind kind, gint64 lead_id, const char *name)
{
  g_autoptr (EspRehearsalOptions) options =
    esp_rehearsal_options_new (esp_journey_desk_get_id (self->desk));
  EspStore *store = esp_session_get_store (esp_journey_desk_get_session (self->desk));
  Run *run;

  if (self->cancellable != NULL || esp_journey_desk_get_journey (self->desk) == NULL)
    return;
  if (!esp_rehearsal_setup_fill (ESP_REHEARSAL_SETUP (self->parts.setup), options) &&
      kind != RUN_LEAD)
    {
      gtk_menu_button_popup (GTK_MENU_BUTTON (self->parts.who));
      return;
    }
  if (kind == RUN_LEAD)
    {
      options->who = ESP_REHEARSE_LEAD;
      g_clear_pointer (&options->leads, esp_bitmap_free);
      esp_rehearsal_options_add_lead (options, lead_id);
    }
  esp_rehearsal_assume_fill (ESP_REHEARSAL_ASSUME (self->parts.assume), options);
  set_journey (self, options, kind);
  esp_rehearsal_bar_stop_playing (self);
  begin_progress (self);
  run = g_new0 (Run, 1);
  run->bar = g_object_ref (self);
  run->kind = kind;
  run->progress = g_atomic_rc_box_acquire (self->progress);
  run->name = g_strdup (name);
  esp_rehearsal_run_async (store, options, tell_progress, run->progress, self->cancellable, run_cb,
                           run);
}

/* What is pressed */

static void
run_clicked_cb (EspRehearsalBar *self)
{
  start (self, RUN_DRAFT, 0, NULL);
}

static void
cancel_cb (EspRehearsalBar *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
compare_cb (EspRehearsalBar *self)
{
  start (self, RUN_LIVE, 0, NULL);
}

static void
step_cb (EspRehearsalBar *self)
{
  esp_rehearsal_bar_move (self, 1);
}

static void
moved_cb (EspRehearsalBar *self)
{
  if (self->rehearsal != NULL && self->desk != NULL)
    esp_rehearsal_bar_show_moment (self);
}

static void
days_cb (EspRehearsalBar *self)
{
  self->by_day = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->parts.days));
  if (self->rehearsal != NULL)
    show_chart (self);
}

static void
followed_cb (EspRehearsalBar *self, guint lead_id, const char *title)
{
  int person =
    self->rehearsal != NULL
      ? esp_rehearsal_world_find_person (esp_rehearsal_get_world (self->rehearsal), lead_id)
      : -1;

  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->parts.follow));
  if (person >= 0)
    esp_rehearsal_follow_show (self->desk, self->rehearsal, (guint) person, title);
  else
    start (self, RUN_LEAD, lead_id, title);
}

static void
setup_cb (EspRehearsalBar *self)
{
  g_autofree char *text = esp_rehearsal_setup_dup_summary (ESP_REHEARSAL_SETUP (self->parts.setup));

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->parts.who), text);
}

static void
close_cb (EspRehearsalBar *self)
{
  esp_journey_desk_set_bar (self->desk, NULL);
}

/* Arrows go from one moment at which something is decided to the next, pages by days. */
static gboolean
key_cb (EspRehearsalBar *self, guint key, guint code, GdkModifierType state)
{
  gint64 day = 0;

  if (self->rehearsal == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_space)
    esp_rehearsal_bar_play (self);
  else if (key == GDK_KEY_Left || key == GDK_KEY_Right)
    esp_rehearsal_bar_move (self, key == GDK_KEY_Right ? 1 : -1);
  else if (key == GDK_KEY_Page_Up || key == GDK_KEY_Page_Down)
    {
      day = key == GDK_KEY_Page_Down ? ESP_USEC_PER_DAY : -ESP_USEC_PER_DAY;
      esp_rehearsal_bar_go_to (self, esp_rehearsal_bar_get_moment (self) + day);
    }
  else
    return FALSE;
  return TRUE;
}

static void
journey_cb (EspRehearsalBar *self)
{
  esp_rehearsal_assume_show (ESP_REHEARSAL_ASSUME (self->parts.assume), self->rehearsal);
  if (self->rehearsal != NULL)
    set_line (self->parts.error, _ ("The journey was changed since; run it again."));
}

static void
esp_rehearsal_bar_dispose (GObject *object)
{
  EspRehearsalBar *self = ESP_REHEARSAL_BAR (object);

  if (self->desk != NULL)
    {
      EspJourneyDesk *desk = self->desk;

      g_clear_handle_id (&self->play_id, g_source_remove);
      g_clear_handle_id (&self->progress_id, g_source_remove);
      if (self->cancellable != NULL)
        g_cancellable_cancel (self->cancellable);
      self->desk = NULL;
      if (!gtk_widget_in_destruction (GTK_WIDGET (desk)))
        {
          esp_journey_desk_set_overlay (desk, NULL, NULL);
          esp_journey_canvas_set_path (ESP_JOURNEY_CANVAS (esp_journey_desk_get_canvas (desk)),
                                       NULL);
        }
    }
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->progress, g_atomic_rc_box_release);
  g_clear_pointer (&self->parts.box, gtk_widget_unparent);
  g_clear_pointer (&self->rehearsal, esp_rehearsal_unref);
  g_clear_pointer (&self->live, esp_rehearsal_unref);
  G_OBJECT_CLASS (esp_rehearsal_bar_parent_class)->dispose (object);
}

static void
esp_rehearsal_bar_class_init (EspRehearsalBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_rehearsal_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_rehearsal_bar_init (EspRehearsalBar *self)
{
  self->by_day = FALSE;
}

static void
connect_parts (EspRehearsalBar *self)
{
  const struct
  {
    GtkWidget *widget;
    const char *signal;
    GCallback callback;
  } wires[] = {
    { self->parts.run, "clicked", G_CALLBACK (run_clicked_cb) },
    { self->parts.cancel, "clicked", G_CALLBACK (cancel_cb) },
    { self->parts.compare, "clicked", G_CALLBACK (compare_cb) },
    { self->parts.play, "clicked", G_CALLBACK (esp_rehearsal_bar_play) },
    { self->parts.step, "clicked", G_CALLBACK (step_cb) },
    { self->parts.next_send, "clicked", G_CALLBACK (esp_rehearsal_bar_go_to_send) },
    { self->parts.scale, "value-changed", G_CALLBACK (moved_cb) },
    { self->parts.days, "toggled", G_CALLBACK (days_cb) },
    { self->parts.finder, "chosen", G_CALLBACK (followed_cb) },
    { self->parts.setup, "changed", G_CALLBACK (setup_cb) },
    { self->parts.close, "clicked", G_CALLBACK (close_cb) },
    { self->parts.people, "activate-link", G_CALLBACK (link_cb) },
    { self->parts.sends, "activate-link", G_CALLBACK (link_cb) },
    { self->parts.held, "activate-link", G_CALLBACK (link_cb) },
    { self->parts.collisions, "activate-link", G_CALLBACK (link_cb) },
  };
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    g_signal_connect_object (wires[i].widget, wires[i].signal, wires[i].callback, self,
                             G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->parts.scale, keys);
  g_signal_connect_object (self->desk, "journey", G_CALLBACK (journey_cb), self, G_CONNECT_SWAPPED);
}

/* A journey into which people are only let by hand is simulated with everybody. */
static void
choose_who (EspRehearsalBar *self)
{
  EspJourney *journey = esp_journey_desk_get_journey (self->desk);

  for (guint i = 0; journey != NULL && i < journey->entries->len; i++)
    {
      EspEntryKind kind = g_array_index (journey->entries, EspJourneyEntry, i).kind;

      if (kind != ESP_ENTRY_MANUAL)
        return;
    }
  esp_rehearsal_setup_choose (ESP_REHEARSAL_SETUP (self->parts.setup), ESP_REHEARSE_EVERYONE);
}

/**
 * esp_rehearsal_bar_new:
 */
GtkWidget *
esp_rehearsal_bar_new (EspJourneyDesk *desk)
{
  EspRehearsalBar *self = g_object_new (ESP_TYPE_REHEARSAL_BAR, NULL);
  const EspJourneyRow *row = esp_journey_draft_get_row (esp_journey_desk_get_draft (desk));

  self->desk = desk;
  esp_rehearsal_parts_build (&self->parts, desk);
  gtk_widget_set_parent (self->parts.box, GTK_WIDGET (self));
  gtk_widget_set_visible (self->parts.compare, row != NULL && row->version > 0);
  connect_parts (self);
  choose_who (self);
  setup_cb (self);
  return GTK_WIDGET (self);
}

static void
simulate_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *desk = user_data;
  GtkWidget *bar = esp_journey_desk_get_bar (desk);

  if (bar == NULL || !ESP_IS_REHEARSAL_BAR (bar))
    {
      bar = esp_rehearsal_bar_new (desk);
      esp_journey_desk_set_bar (desk, bar);
    }
  run_clicked_cb (ESP_REHEARSAL_BAR (bar));
}

/**
 * esp_rehearsal_add_actions:
 *
 * Gives a desk the act “Simulate”: the bar, and with it the first run; pressed again, the next one.
 */
void
esp_rehearsal_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group)
{
  static const GActionEntry entries[] = { { .name = "simulate", .activate = simulate_act } };

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), desk);
}
