/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A campaign's page: reads what it shows, counts in the background, and keeps its sections true. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-page.h"

#include "engine/policy/esp-content-check.h"
#include "views/campaigns/esp-brief-field.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_WIDTH 860
/* After a change of the plan; while it is being sent, the figures are read no more often than that. */
#define SETTLE_MS 400
#define SENDING_MS 1500

typedef enum
{
  SLOT_PROCESS,
  SLOT_BRIEF,
  SLOT_PROGRESS,
  SLOT_RESULTS,
  SLOT_GOAL,
  SLOT_AUDIENCE,
  SLOT_WATERFALL,
  SLOT_MESSAGE,
  SLOT_WHEN,
  SLOT_CHECKS,
  SLOT_REVIEW,
  SLOT_ADS,
  SLOT_LOOKBACK,
  N_SLOTS,
} Slot;

struct _EspCampaignPage
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gint64 id;
  EspCampaignRecord *record;   /* (owned) (nullable) */
  EspCampaignFigures *figures; /* (owned) (nullable) */
  GtkWidget *status;
  GtkWidget *scroller;
  GtkWidget *slots[N_SLOTS];
  char *shown[N_SLOTS]; /* (owned) (nullable) what each slot was built from */
  guint figures_turn;   /* so that sections know that figures are new */
  guint reload_source;
  gboolean is_counting;
  gboolean counts_again;
  gboolean is_read_only;
  gboolean is_stale; /* something was changed and is not counted yet */
};

typedef enum
{
  PROP_TITLE = 1,
} EspCampaignPageProperty;

static GParamSpec *properties[PROP_TITLE + 1];

G_DEFINE_FINAL_TYPE (EspCampaignPage, esp_campaign_page, GTK_TYPE_WIDGET)

/* Builds a section anew when what it is made of has changed; what is being typed elsewhere stays. */
static void
show_slot (EspCampaignPage *self, Slot slot, GtkWidget *(*build) (EspCampaignPage *), char *key)
{
  g_autoptr (GtkWidget) focused = NULL;
  GtkWidget *child;

  if (g_strcmp0 (self->shown[slot], key) == 0)
    {
      g_free (key);
      return;
    }
  g_free (self->shown[slot]);
  self->shown[slot] = key;
  focused = esp_brief_field_get_focused (self->slots[slot]);
  child = key != NULL ? build (self) : NULL;
  adw_bin_set_child (ADW_BIN (self->slots[slot]), child);
  gtk_widget_set_visible (self->slots[slot], child != NULL);
  if (focused != NULL && child != NULL)
    esp_brief_field_resume (child, focused);
}

static char *
progress_key (const EspCampaignRecord *record)
{
  const EspSend *send = record->send;
  g_autoptr (GString) key = NULL;

  if (send == NULL || g_str_equal (send->state, "draft"))
    return NULL;
  key = g_string_new (send->state);
  g_string_append_printf (key, "|%s|%" G_GINT64_FORMAT "|%u",
                          send->pause_reason != NULL ? send->pause_reason : "", send->hold_until_us,
                          record->unknown->len);
  return g_string_free (g_steal_pointer (&key), FALSE);
}

static char *
audience_key (const EspCampaignRecord *record)
{
  const EspSend *send = record->send;

  return send != NULL ? g_strdup_printf ("%s|%s", send->state, send->audience) : NULL;
}

static char *
message_key (const EspCampaignRecord *record)
{
  const EspSend *send = record->send;

  return send != NULL
           ? g_strdup_printf ("%s|%d|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%u|%u", send->state,
                              strstr (send->options, "\"transactional\":true") != NULL,
                              send->message_id, send->channel_id, record->messages->len,
                              record->channels->len)
           : NULL;
}

/* Without most options: the section itself changes them while somebody types. */
static char *
when_key (const EspCampaignRecord *record)
{
  const EspSend *send = record->send;

  return send != NULL ? g_strdup_printf ("%s|%" G_GINT64_FORMAT "|%" G_GINT64_FORMAT "|%d",
                                         send->state, send->id, send->scheduled_at_us,
                                         strstr (send->options, "\"local-time\":true") != NULL)
                      : NULL;
}

static gboolean
has_keyboard (EspCampaignPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

/* What somebody has just ordered is above what they filled in, which is built anew and would leave the keyboard, and
 * with it the page, somewhere below. */
static void
show_progress (EspCampaignPage *self)
{
  g_autofree char *before = g_strdup (self->shown[SLOT_PROGRESS]);
  gboolean is_here = has_keyboard (self);

  show_slot (self, SLOT_PROGRESS, esp_campaign_progress_new, progress_key (self->record));
  if (!is_here || self->shown[SLOT_PROGRESS] == NULL ||
      g_strcmp0 (before, self->shown[SLOT_PROGRESS]) == 0)
    return;
  (void) gtk_widget_child_focus (self->slots[SLOT_PROGRESS], GTK_DIR_TAB_FORWARD);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (
                              GTK_SCROLLED_WINDOW (self->scroller)),
                            0);
}

static void
show_figures (EspCampaignPage *self)
{
  gboolean is_draft = esp_campaign_record_is_draft (self->record);
  gboolean has_plan = !esp_campaign_send_has_begun (self->record->send);
  g_autofree char *turn = g_strdup_printf ("%u", self->figures_turn);

  /* What is planned comes first; what was, when nothing is planned any more. */
  gtk_box_reorder_child_after (GTK_BOX (gtk_widget_get_parent (self->slots[SLOT_RESULTS])),
                               self->slots[SLOT_RESULTS],
                               self->slots[is_draft ? SLOT_REVIEW : SLOT_PROGRESS]);
  show_slot (self, SLOT_WATERFALL, esp_campaign_waterfall_new, has_plan ? g_strdup (turn) : NULL);
  show_slot (self, SLOT_CHECKS, esp_campaign_checks_new, is_draft ? g_strdup (turn) : NULL);
  show_slot (self, SLOT_REVIEW, esp_campaign_review_new, is_draft ? g_strdup (turn) : NULL);
  show_slot (self, SLOT_RESULTS, esp_campaign_results_new,
             self->figures != NULL && self->figures->report != NULL ? g_strdup (turn) : NULL);
}

static void
show_process (EspCampaignPage *self)
{
  const EspCampaignRecord *record = self->record;
  /* What the brief lacks depends on the budget and the days, too. */
  g_autofree char *missing = esp_brief_find_missing (record->book, &record->facts, NULL);
  gboolean is_process = record->book->process != ESP_PROCESS_NONE;
  gboolean has_ads = record->book->process == ESP_PROCESS_PERFORMANCE || record->ads->len > 0;
  const EspPostMortem *found = self->figures != NULL ? self->figures->post_mortem : NULL;

  if (self->is_read_only)
    return;
  /* What is no process yet is offered behind everything else. */
  gtk_box_reorder_child_after (GTK_BOX (gtk_widget_get_parent (self->slots[SLOT_PROCESS])),
                               self->slots[SLOT_PROCESS],
                               is_process ? NULL : self->slots[SLOT_LOOKBACK]);
  show_slot (self, SLOT_PROCESS, esp_campaign_process_new, esp_campaign_process_key (record));
  show_slot (self, SLOT_BRIEF, esp_campaign_brief_new,
             is_process ? g_strdup_printf ("%s|%s", missing,
                                           record->book->brief != NULL ? record->book->brief : "")
                        : NULL);
  /* Advertisements are what such a campaign is about; a message beside them is the exception. */
  gtk_box_reorder_child_after (GTK_BOX (gtk_widget_get_parent (self->slots[SLOT_ADS])),
                               self->slots[SLOT_ADS],
                               self->slots[record->book->process == ESP_PROCESS_PERFORMANCE
                                             ? SLOT_GOAL
                                             : SLOT_REVIEW]);
  show_slot (self, SLOT_ADS, esp_campaign_ads_new, has_ads ? esp_campaign_ads_key (record) : NULL);
  show_slot (self, SLOT_LOOKBACK, esp_campaign_post_mortem_new,
             is_process && found != NULL
               ? g_strdup_printf ("%u|%s", self->figures_turn,
                                  record->book->brief != NULL ? record->book->brief : "")
               : NULL);
}

static void
show_record (EspCampaignPage *self)
{
  const EspCampaignRecord *record = self->record;
  g_autofree char *missing = NULL;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (record->campaign == NULL)
    {
      esp_status_show_empty (ESP_STATUS (self->status), "esp-campaign-symbolic",
                             _ ("This campaign is gone"), _ ("It was deleted, or undone."));
      return;
    }
  esp_status_show_content (ESP_STATUS (self->status));
  show_process (self);
  show_progress (self);
  missing = esp_brief_find_missing (record->book, &record->facts, NULL);
  show_slot (self, SLOT_GOAL, esp_campaign_goal_new,
             g_strdup_printf ("%s|%s|%" G_GINT64_FORMAT "|%s", record->campaign->name,
                              record->campaign->goal, record->campaign->budget, missing));
  show_slot (self, SLOT_AUDIENCE, esp_campaign_audience_new, audience_key (record));
  show_slot (self, SLOT_MESSAGE, esp_campaign_message_new, message_key (record));
  show_slot (self, SLOT_WHEN, esp_campaign_when_new, when_key (record));
  show_figures (self);
}

static void
show_error (EspCampaignPage *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = esp_store_message (error);
  esp_status_show_error (ESP_STATUS (self->status), sentence, error->message);
}

static void count (EspCampaignPage *self);

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCampaignFigures) figures =
    esp_store_read_finish (ESP_STORE (source), result, &error);

  self->is_counting = FALSE;
  if (self->status == NULL)
    return;
  esp_status_set_loading (ESP_STATUS (self->status), FALSE, NULL);
  if (figures == NULL)
    show_error (self, error);
  else if (figures->id == self->id)
    {
      g_clear_pointer (&self->figures, esp_campaign_figures_free);
      self->figures = g_steal_pointer (&figures);
      self->figures_turn++;
      self->is_stale = self->counts_again || self->reload_source != 0;
      if (self->record != NULL && self->record->id == self->id && self->record->campaign != NULL)
        show_record (self);
    }
  if (self->counts_again)
    count (self);
}

/* One count at a time; what changes meanwhile is counted after. */
static void
count (EspCampaignPage *self)
{
  self->counts_again = self->is_counting;
  if (self->is_counting || self->id == 0)
    return;
  self->is_counting = TRUE;
  esp_status_set_loading (ESP_STATUS (self->status), TRUE, _ ("Counting"));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG,
                        esp_campaign_figures_read, esp_campaign_figures_new (self->id),
                        (GDestroyNotify) esp_campaign_figures_free,
                        esp_session_get_cancellable (self->session), counted_cb,
                        g_object_ref (self));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspCampaignRecord) record = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status == NULL)
    return;
  if (record == NULL)
    {
      show_error (self, error);
      return;
    }
  if (record->id != self->id)
    return;
  g_clear_pointer (&self->record, esp_campaign_record_free);
  self->record = g_steal_pointer (&record);
  show_record (self);
  count (self);
}

/**
 * esp_campaign_page_reload:
 */
void
esp_campaign_page_reload (EspCampaignPage *self)
{
  if (self->id != 0)
    esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE,
                          esp_campaign_record_read, esp_campaign_record_new (self->id),
                          (GDestroyNotify) esp_campaign_record_free,
                          esp_session_get_cancellable (self->session), read_cb,
                          g_object_ref (self));
}

static gboolean
reload_later_cb (gpointer user_data)
{
  EspCampaignPage *self = user_data;

  self->reload_source = 0;
  esp_campaign_page_reload (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspCampaignPage *self)
{
  const EspChangeKind kinds = ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEDGER | ESP_CHANGE_MESSAGE |
                              ESP_CHANGE_SEGMENT | ESP_CHANGE_CHANNEL | ESP_CHANGE_SETTING |
                              ESP_CHANGE_CONSENT | ESP_CHANGE_SUPPRESSION | ESP_CHANGE_EVENT |
                              ESP_CHANGE_LEAD | ESP_CHANGE_REVIEW;
  guint wait_ms = esp_changes_has (changes, ESP_CHANGE_LEDGER) ? SENDING_MS : 0;

  if (self->id == 0 || !esp_changes_has (changes, kinds))
    return;
  /* What a person did shows at once, whatever else is under way. */
  if (esp_changes_has (changes, ESP_CHANGE_CAMPAIGN | ESP_CHANGE_SETTING | ESP_CHANGE_MESSAGE |
                                  ESP_CHANGE_REVIEW))
    {
      g_clear_handle_id (&self->reload_source, g_source_remove);
      wait_ms = 0;
    }
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (wait_ms, reload_later_cb, self);
}

static void
esp_campaign_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((EspCampaignPageProperty) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, esp_campaign_page_get_title (ESP_CAMPAIGN_PAGE (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
esp_campaign_page_dispose (GObject *object)
{
  EspCampaignPage *self = ESP_CAMPAIGN_PAGE (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_pointer (&self->record, esp_campaign_record_free);
  g_clear_pointer (&self->figures, esp_campaign_figures_free);
  for (guint i = 0; i < N_SLOTS; i++)
    g_clear_pointer (&self->shown[i], g_free);
  G_OBJECT_CLASS (esp_campaign_page_parent_class)->dispose (object);
}

static void
esp_campaign_page_class_init (EspCampaignPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_campaign_page_dispose;
  object_class->get_property = esp_campaign_page_get_property;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_campaign_page_init (EspCampaignPage *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  for (guint i = 0; i < N_SLOTS; i++)
    {
      self->slots[i] = adw_bin_new ();
      gtk_widget_set_visible (self->slots[i], FALSE);
      gtk_box_append (GTK_BOX (content), self->slots[i]);
    }
  gtk_widget_set_margin_start (content, 12);
  gtk_widget_set_margin_end (content, 12);
  gtk_widget_set_margin_top (content, 24);
  gtk_widget_set_margin_bottom (content, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->scroller = scroller;
  self->status = esp_status_new (scroller);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
}

/**
 * esp_campaign_page_new:
 *
 * Returns: (transfer floating): a page that shows no campaign yet
 */
GtkWidget *
esp_campaign_page_new (EspSession *session)
{
  EspCampaignPage *self = g_object_new (ESP_TYPE_CAMPAIGN_PAGE, NULL);

  self->session = session;
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  return GTK_WIDGET (self);
}

/**
 * esp_campaign_page_set_campaign:
 */
void
esp_campaign_page_set_campaign (EspCampaignPage *self, gint64 id)
{
  if (self->id != id)
    {
      g_clear_pointer (&self->record, esp_campaign_record_free);
      g_clear_pointer (&self->figures, esp_campaign_figures_free);
      for (guint i = 0; i < N_SLOTS; i++)
        show_slot (self, (Slot) i, NULL, NULL);
    }
  self->id = id;
  esp_campaign_page_reload (self);
}

/**
 * esp_campaign_page_get_title:
 *
 * Returns: (transfer none): the name of the campaign; "" while it is not known
 */
const char *
esp_campaign_page_get_title (EspCampaignPage *self)
{
  return self->record != NULL && self->record->campaign != NULL ? self->record->campaign->name : "";
}

/**
 * esp_campaign_page_get_campaign:
 *
 * Returns: the campaign's number
 */
gint64
esp_campaign_page_get_campaign (EspCampaignPage *self)
{
  return self->id;
}

/**
 * esp_campaign_page_get_session:
 *
 * Returns: (transfer none)
 */
EspSession *
esp_campaign_page_get_session (EspCampaignPage *self)
{
  return self->session;
}

/**
 * esp_campaign_page_get_record:
 *
 * Returns: (transfer none) (nullable): what is shown
 */
const EspCampaignRecord *
esp_campaign_page_get_record (EspCampaignPage *self)
{
  return self->record;
}

/**
 * esp_campaign_page_get_figures:
 *
 * Returns: (transfer none) (nullable): what was counted; %NULL while it is not
 */
const EspCampaignFigures *
esp_campaign_page_get_figures (EspCampaignPage *self)
{
  return self->figures;
}

/**
 * esp_campaign_page_touch:
 *
 * Says that a change is on its way to the store: until it is counted, no figure is final.
 */
void
esp_campaign_page_touch (EspCampaignPage *self)
{
  self->is_stale = TRUE;
  /* A change that fails gives no notice. */
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (SETTLE_MS, reload_later_cb, self);
}

/**
 * esp_campaign_page_set_read_only:
 *
 * Its sections are shown to somebody who looks, not to whoever made it: nothing offers to mend.
 */
void
esp_campaign_page_set_read_only (EspCampaignPage *self)
{
  self->is_read_only = TRUE;
}

/**
 * esp_campaign_page_is_read_only:
 */
gboolean
esp_campaign_page_is_read_only (EspCampaignPage *self)
{
  return self->is_read_only;
}

/**
 * esp_campaign_page_is_busy:
 *
 * Returns: whether figures are still to come
 */
gboolean
esp_campaign_page_is_busy (EspCampaignPage *self)
{
  return self->figures == NULL || self->is_counting || self->is_stale;
}

/**
 * esp_campaign_page_get_obstacle:
 *
 * Returns: (transfer none) (nullable): why it cannot be sent yet, translated; %NULL when it can
 */
const char *
esp_campaign_page_get_obstacle (EspCampaignPage *self)
{
  const EspCampaignFigures *figures = self->figures;

  if (self->record == NULL || !esp_campaign_record_is_draft (self->record))
    return _ ("Only a draft can be sent.");
  if (self->record->send->message_id == 0)
    return _ ("Choose a message first.");
  if (esp_campaign_page_is_busy (self))
    return _ ("The audience is being counted.");
  if (figures->problem != NULL || figures->check == NULL)
    return _ ("The audience cannot be counted: see Who will get it.");
  if (esp_content_findings_worst (figures->check->findings) == ESP_SEVERITY_BLOCK)
    return _ ("Something stands against it: see Checks.");
  if (figures->look != NULL && !esp_review_look_permits (figures->look, NULL))
    return _ ("Somebody has to approve it first: see Review.");
  return NULL;
}
