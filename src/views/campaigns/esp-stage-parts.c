/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One stage of a campaign on its page: unfolds into owner, day, list, files and handing over. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-stage-parts.h"

#include "engine/plan/esp-plan-days.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-process-acts.h"
#include "views/campaigns/esp-process-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

#include <glib/gi18n.h>

#define WORK_KEY "esp-work"
#define ID_KEY "esp-id"
#define OPEN_KEY                                                                                   \
  "esp-open-stages" /* on the page: a set of bits, one a stage, plus what was folded */
#define SHUT_KEY "esp-shut-stages"
#define FOCUS_KEY "esp-focus-check"

static EspWork
get_work (gpointer widget)
{
  return (EspWork) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), WORK_KEY));
}

static void
set_work (gpointer widget, EspWork work)
{
  g_object_set_data (G_OBJECT (widget), WORK_KEY, GINT_TO_POINTER (work));
}

static gint64
get_id (gpointer widget)
{
  return (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (widget), ID_KEY));
}

static void
set_id (gpointer widget, gint64 id)
{
  g_object_set_data (G_OBJECT (widget), ID_KEY, GSIZE_TO_POINTER ((gsize) id));
}

static guint
get_bits (EspCampaignPage *page, const char *key)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (page), key));
}

/* What was unfolded stays so when the section is built anew. */
static void
expanded_cb (AdwExpanderRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  guint bit = 1u << get_work (row);
  gboolean is_open = adw_expander_row_get_expanded (row);
  guint opened = get_bits (page, OPEN_KEY);
  guint shut = get_bits (page, SHUT_KEY);

  g_object_set_data (G_OBJECT (page), OPEN_KEY,
                     GUINT_TO_POINTER (is_open ? opened | bit : opened & ~bit));
  g_object_set_data (G_OBJECT (page), SHUT_KEY,
                     GUINT_TO_POINTER (is_open ? shut & ~bit : shut | bit));
}

static void
owner_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_OWNER,
                                  .work = get_work (row),
                                  .text = gtk_editable_get_text (GTK_EDITABLE (row)) };

  esp_process_act (page, &order);
}

static void
due_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_DUE,
                                  .work = get_work (row),
                                  .text = gtk_editable_get_text (GTK_EDITABLE (row)) };

  esp_process_act (page, &order);
}

static void
state_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_STATE,
                                  .work = get_work (row),
                                  .number = (gint64) adw_combo_row_get_selected (row) };

  esp_process_act (page, &order);
}

static void
add_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_ADD,
                                  .work = get_work (row),
                                  .text = text };

  if (*text != '\0')
    esp_process_act (page, &order);
}

static void
tick_cb (GtkCheckButton *button, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_TICK,
                                  .text = gtk_check_button_get_active (button) ? "" : NULL,
                                  .number = get_id (button) };

  g_object_set_data (G_OBJECT (page), FOCUS_KEY, GSIZE_TO_POINTER ((gsize) get_id (button)));
  esp_process_act (page, &order);
}

static void
remove_cb (GtkButton *button, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_REMOVE, .number = get_id (button) };

  esp_process_act (page, &order);
}

static void
detach_cb (GtkButton *button, EspCampaignPage *page)
{
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_DETACH, .number = get_id (button) };

  esp_process_act (page, &order);
}

static GtkWidget *
icon_button_new (const char *icon, const char *label, gint64 id)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  set_id (button, id);
  return button;
}

static void
add_entry (EspCampaignPage *page,
           GtkWidget *stage,
           const char *title,
           const char *text,
           GCallback apply)
{
  GtkWidget *row = esp_form_entry_row_new (title, text);

  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  set_work (row, get_work (stage));
  g_signal_connect_object (row, "apply", apply, page, 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (stage), row);
}

static gboolean
focus_cb (gpointer data)
{
  if (gtk_widget_get_root (data) != NULL)
    (void) gtk_widget_grab_focus (data); /* FALSE: the page is not shown */
  return G_SOURCE_REMOVE;
}

static void
add_check (EspCampaignPage *page, GtkWidget *stage, const EspStageCheck *check)
{
  const char *title = esp_process_words_check (check);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), check->done_us != 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  set_id (button, check->id);
  g_signal_connect_object (button, "toggled", G_CALLBACK (tick_cb), page, 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  if (check->code == NULL)
    {
      GtkWidget *remove =
        icon_button_new ("esp-close-symbolic", _ ("Remove this point"), check->id);

      g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), page, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
    }
  adw_expander_row_add_row (ADW_EXPANDER_ROW (stage), row);
  if (GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (page), FOCUS_KEY)) != (gsize) check->id)
    return;
  g_object_set_data (G_OBJECT (page), FOCUS_KEY, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (button), g_object_unref);
}

static void
add_file (EspCampaignPage *page, GtkWidget *stage, const EspStageFile *file)
{
  g_autofree char *size = g_format_size ((guint64) file->size);
  GtkWidget *row = esp_campaign_text_row_new (file->name, size);
  GtkWidget *remove = icon_button_new ("esp-close-symbolic", _ ("Remove the file"), file->id);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), esp_icon_new ("esp-attachment-symbolic"));
  g_signal_connect_object (remove, "clicked", G_CALLBACK (detach_cb), page, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (stage), row);
}

typedef struct
{
  EspCampaignPage *page; /* (owned) */
  EspWork work;
} Attach;

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attach *attach = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_ATTACH,
                                  .work = attach->work,
                                  .text = path };

  if (path != NULL)
    esp_process_act (attach->page, &order);
  g_object_unref (attach->page);
  g_free (attach);
}

static void
attach_cb (GtkButton *button, EspCampaignPage *page)
{
  static const EspFileFilter filters[] = { { N_ ("All files"), "*" }, { NULL } };
  Attach *attach = g_new0 (Attach, 1);

  attach->page = g_object_ref (page);
  attach->work = get_work (button);
  esp_dialog_open_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                              _ ("Attach a File"), filters, NULL, file_chosen_cb, attach);
}

/* A hand-over while it is asked about. */
typedef struct
{
  EspCampaignPage *page; /* (owned) */
  EspWork work;
  char *reason; /* (owned) (nullable): why, though something is missing */
} HandOver;

static void
hand_over_free (HandOver *over)
{
  g_object_unref (over->page);
  g_free (over->reason);
  g_free (over);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HandOver *over = user_data;
  g_autofree char *owner = esp_dialog_ask_text_finish (result, NULL);
  const EspProcessOrder order = { .act = ESP_PROCESS_ACT_HAND_OVER,
                                  .text = owner,
                                  .more = over->reason,
                                  .number = over->reason != NULL };

  if (owner != NULL)
    esp_process_act (over->page, &order);
  hand_over_free (over);
}

static void
ask_who (HandOver *over)
{
  const EspStageBook *book = esp_campaign_page_get_record (over->page)->book;
  const char *owner = NULL;

  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);

      if (row->work > over->work && row->state != ESP_WORK_DONE && owner == NULL)
        owner = row->owner != NULL ? row->owner : "";
    }
  esp_dialog_ask_text_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (over->page))),
                             _ ("Hand over to the next stage"), _ ("Who goes on"),
                             owner != NULL ? owner : "", _ ("_Hand over"), NULL, named_cb, over);
}

static void
reasoned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HandOver *over = user_data;
  EspSession *session = esp_campaign_page_get_session (over->page);
  g_autoptr (GError) error = NULL;

  over->reason = esp_dialog_ask_text_finish (result, &error);
  if (over->reason != NULL && *g_strstrip (over->reason) != '\0')
    {
      ask_who (over);
      return;
    }
  if (error == NULL)
    esp_session_toast (session, _ ("Nothing was handed over: without a reason it stays blocked."));
  hand_over_free (over);
}

/* What is blocked goes on only with a reason, which stays in the record of hand-overs. */
static void
hand_over_cb (GtkButton *button, EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  HandOver *over = g_new0 (HandOver, 1);
  g_autoptr (GArray) blockers = NULL;

  over->page = g_object_ref (page);
  over->work = get_work (button);
  blockers = esp_process_find_blockers (record->book, over->work, &record->facts);
  if (blockers->len == 0)
    {
      ask_who (over);
      return;
    }
  esp_dialog_ask_text_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                             _ ("Hand over though something is missing"), _ ("Why it cannot wait"),
                             "", _ ("_Go on"), NULL, reasoned_cb, over);
}

static void
add_buttons (EspCampaignPage *page, GtkWidget *stage, gboolean is_current, gboolean is_blocked)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *attach = gtk_button_new_with_mnemonic (_ ("_Attach a file…"));
  GtkWidget *over;

  gtk_widget_set_valign (attach, GTK_ALIGN_CENTER);
  set_work (attach, get_work (stage));
  g_signal_connect_object (attach, "clicked", G_CALLBACK (attach_cb), page, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), attach);
  if (is_current)
    {
      over = gtk_button_new_with_mnemonic (is_blocked ? _ ("_Hand over all the same…")
                                                      : _ ("_Hand over…"));
      gtk_widget_set_valign (over, GTK_ALIGN_CENTER);
      if (!is_blocked)
        gtk_widget_add_css_class (over, "suggested-action");
      set_work (over, get_work (stage));
      g_signal_connect_object (over, "clicked", G_CALLBACK (hand_over_cb), page, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), over);
    }
  adw_expander_row_add_row (ADW_EXPANDER_ROW (stage), row);
}

static void
add_blockers (GtkWidget *stage, const GArray *blockers)
{
  for (guint i = 0; i < blockers->len; i++)
    {
      g_autofree char *text = esp_process_words_blocker (&g_array_index (blockers, EspBlocker, i));
      GtkWidget *row = esp_campaign_text_row_new (text, NULL);
      GtkWidget *icon = esp_icon_new ("esp-warning-symbolic");

      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (stage), row);
    }
}

static void
add_state (EspCampaignPage *page, GtkWidget *stage, EspWorkState state)
{
  const char *choices[ESP_N_WORK_STATES + 1] = { NULL };
  GtkWidget *row;

  for (guint i = 0; i < ESP_N_WORK_STATES; i++)
    choices[i] = esp_process_words_state ((EspWorkState) i);
  row = esp_form_choice_row_new (_ ("State"), choices, state);
  set_work (row, get_work (stage));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (state_cb), page, 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (stage), row);
}

static GtkWidget *
state_icon_new (const EspWorkRow *stage, gboolean is_late)
{
  GtkWidget *icon = esp_icon_new (stage->state == ESP_WORK_DONE      ? "esp-success-symbolic"
                                  : stage->state == ESP_WORK_SKIPPED ? "esp-close-symbolic"
                                  : is_late                          ? "esp-warning-symbolic"
                                                                     : "esp-wait-symbolic");

  gtk_widget_add_css_class (icon, stage->state == ESP_WORK_DONE ? "success"
                                  : is_late                     ? "warning"
                                                                : "dim-label");
  return icon;
}

static void
add_parts (EspCampaignPage *page, GtkWidget *row, const EspWorkRow *stage)
{
  const EspStageBook *book = esp_campaign_page_get_record (page)->book;
  g_autofree char *day =
    stage->due_day != ESP_WORK_NO_DAY ? esp_plan_day_format (stage->due_day) : NULL;

  add_entry (page, row, _ ("Responsible"), stage->owner, G_CALLBACK (owner_cb));
  add_entry (page, row, _ ("Due (year-month-day)"), day, G_CALLBACK (due_cb));
  add_state (page, row, stage->state);
  for (guint i = 0; i < book->checks->len; i++)
    if (((EspStageCheck *) g_ptr_array_index (book->checks, i))->work == stage->work)
      add_check (page, row, g_ptr_array_index (book->checks, i));
  add_entry (page, row, _ ("Add a point to the list"), NULL, G_CALLBACK (add_cb));
  for (guint i = 0; i < book->files->len; i++)
    if (((EspStageFile *) g_ptr_array_index (book->files, i))->work == stage->work)
      add_file (page, row, g_ptr_array_index (book->files, i));
}

/**
 * esp_stage_row_build:
 *
 * Returns: (transfer floating): a row that unfolds; the current stage is unfolded
 */
GtkWidget *
esp_stage_row_build (EspCampaignPage *page, const EspWorkRow *stage)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  EspLang lang = esp_session_get_lang (esp_campaign_page_get_session (page));
  gboolean is_current = esp_process_get_current (record->book) == stage;
  gboolean is_late = stage->due_day != ESP_WORK_NO_DAY && stage->due_day < record->facts.today &&
                     stage->state <= ESP_WORK_DOING;
  g_autoptr (GArray) blockers =
    esp_process_find_blockers (record->book, stage->work, &record->facts);
  g_autofree char *due = esp_process_words_due (stage, record->facts.today, lang);
  GtkWidget *row = adw_expander_row_new ();
  guint bit = 1u << stage->work;

  set_work (row, stage->work);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), esp_process_words_work (stage->work));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), due);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), state_icon_new (stage, is_late));
  add_blockers (row, blockers);
  add_parts (page, row, stage);
  add_buttons (page, row, is_current, blockers->len > 0);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                 (get_bits (page, OPEN_KEY) & bit) != 0 ||
                                   (is_current && (get_bits (page, SHUT_KEY) & bit) == 0));
  g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), page, 0);
  return row;
}
