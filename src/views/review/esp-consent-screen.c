/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The area of consent: what people said, what the law wants them to be told, and the files that prove it. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-consent-screen.h"

#include "store/esp-consent-book.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/review/esp-consent-acts.h"
#include "views/segments/esp-segment-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-row-lines.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-consent-keeper.h"
#include "worker/esp-workspace-setting.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define AREA "consent"
#define PAGE_WIDTH 860
#define KIND_KEY "esp-kind"
#define TEXT_KEY "esp-text"
#define ADDRESS_KEY "esp-address"

static const char *const policies[] = { "tell", "draft", "send" };

struct _EspConsentScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's */
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *status;
  GtkWidget *bin;
  EspConsentDuties duties;
};

static void screen_iface_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspConsentScreen,
                               esp_consent_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_iface_init))

typedef struct
{
  EspConsentDuties duties;
  GPtrArray *sums; /* (owned) (nullable) (element-type EspConsentSum) */
  char *policy;    /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->sums, g_ptr_array_unref);
  g_free (look->policy);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->sums = esp_consent_book_count (tx, error);
  look->policy =
    look->sums != NULL ? esp_setting_load (tx, esp_setting_find ("consent-notices"), error) : NULL;
  return look->policy != NULL && esp_consent_duties_load (tx, &look->duties, error);
}

/* Duties */

static void
duty_cb (EspConsentScreen *self, GtkButton *button)
{
  int kind = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), KIND_KEY));
  gboolean is_text = g_object_get_data (G_OBJECT (button), TEXT_KEY) != NULL;

  esp_consent_act_prepare (self->session, (EspConsentRunKind) kind, is_text);
}

static void
open_cb (EspConsentScreen *self, GtkButton *button)
{
  esp_session_open (self->session, g_object_get_data (G_OBJECT (button), ADDRESS_KEY));
}

static void
add_open (EspConsentScreen *self, GtkWidget *row, gint64 campaign_id)
{
  GtkWidget *button = esp_button_new (_ ("_Open the notice"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), ADDRESS_KEY,
                          g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, campaign_id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_write (EspConsentScreen *self, GtkWidget *row, int kind, gboolean is_text)
{
  GtkWidget *button = esp_button_new (_ ("_Write the notice"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), KIND_KEY, GINT_TO_POINTER (kind));
  g_object_set_data (G_OBJECT (button), TEXT_KEY, GINT_TO_POINTER (is_text));
  g_signal_connect_object (button, "clicked", G_CALLBACK (duty_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static char *
dup_duty_title (const char *what, guint n, gboolean is_text)
{
  g_autofree char *count = esp_format_count (n);

  if (is_text)
    /* Translators: what is to be told, and to how many people */
    return g_strdup_printf (ngettext ("Text message: %s: %s person", "Text message: %s: %s people",
                                      n),
                            what, count);
  return g_strdup_printf (ngettext ("Email: %s: %s person", "Email: %s: %s people", n), what,
                          count);
}

/* Who has no address for the usual way is told the other way, by a notice of its own. */
static void
add_other (EspConsentScreen *self, GtkWidget *group, const char *what, gboolean is_text, gint64 id)
{
  /* Translators: what is to be told: to those whom the first notice does not reach */
  g_autofree char *title =
    g_strdup_printf (is_text ? _ ("%s: by email instead") : _ ("%s: by text message instead"),
                     what);
  GtkWidget *row =
    esp_campaign_text_row_new (title,
                               is_text ? _ ("For those who have no telephone number that takes it.")
                                       : _ ("For those who have no email address that takes it. "
                                            "Costs what your text service takes."));

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  add_open (self, row, id);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_duty_of (EspConsentScreen *self,
             GtkWidget *group,
             int kind,
             gboolean is_text,
             const char *what,
             const char *law)
{
  const EspConsentDuty *duty = is_text ? &self->duties.texts : &self->duties.mails;
  g_autofree char *title = dup_duty_title (what, duty->n_due[kind], is_text);
  /* Translators: what the law says */
  g_autofree char *costs =
    is_text ? g_strdup_printf (_ ("%s The notice by text costs what your text service takes."), law)
            : NULL;
  GtkWidget *row = esp_campaign_text_row_new (title, costs != NULL ? costs : law);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  if (duty->campaign_ids[kind] != 0)
    add_open (self, row, duty->campaign_ids[kind]);
  else if (duty->n_due[kind] > 0 && duty->other_ids[kind] == 0)
    add_write (self, row, kind, is_text);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (duty->other_ids[kind] != 0)
    add_other (self, group, what, is_text, duty->other_ids[kind]);
}

/* By email always; by text where somebody agreed to texts. */
static void
add_duty (EspConsentScreen *self, GtkWidget *group, int kind, const char *what, const char *law)
{
  add_duty_of (self, group, kind, FALSE, what, law);
  if (self->duties.texts.n_due[kind] > 0 || self->duties.texts.campaign_ids[kind] != 0)
    add_duty_of (self, group, kind, TRUE, what, law);
}

static void
policy_cb (EspConsentScreen *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < G_N_ELEMENTS (policies))
    esp_consent_act_set_policy (self->session, policies[selected]);
}

static GtkWidget *
make_duties (EspConsentScreen *self, const char *policy)
{
  const char *const choices[] = { _ ("Only told here and in the overview"), _ ("Written as drafts"),
                                  _ ("Written and sent"), NULL };
  GtkWidget *group = esp_form_group_new (_ ("What people have to be told"),
                                         _ ("Article 50 of the Network Act of Korea. The notices "
                                            "carry no advertising."));
  GtkWidget *row;
  guint selected = 0;

  add_duty (self, group, ESP_CONSENT_RUN_CONFIRM, _ ("Consents that reach two years"),
            _ ("Every two years each consent is confirmed; whoever does not answer keeps it."));
  add_duty (self, group, ESP_CONSENT_RUN_RESULT, _ ("Agreed lately"),
            _ ("Within 14 days people are told that their consent was taken down."));
  add_duty (self, group, ESP_CONSENT_RUN_REFUSAL, _ ("Refused or withdrew lately"),
            _ ("Within 14 days people are told that their refusal was taken down."));
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    if (g_str_equal (policy, policies[i]))
      selected = i;
  row = esp_form_choice_row_new (_ ("When notices are due"), choices, selected);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (policy_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}

/* State */

static GtkWidget *
sum_row_new (const EspConsentSum *sum)
{
  g_autofree char *title =
    g_strdup_printf ("%s · %s", esp_words_channel (sum->channel), esp_words_purpose (sum->purpose));
  g_autofree char *granted = esp_format_count (sum->n_granted);
  g_autofree char *pending = esp_format_count (sum->n_pending);
  g_autofree char *refused = esp_format_count (sum->n_denied + sum->n_withdrawn);
  /* Translators: three numbers of people */
  g_autofree char *text =
    g_strdup_printf (_ ("%s agreed · %s have not answered · %s refused or withdrew"), granted,
                     pending, refused);
  GtkWidget *row = esp_campaign_text_row_new (title, text);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  return row;
}

static GtkWidget *
make_sums (GPtrArray *sums)
{
  GtkWidget *group = esp_form_group_new (_ ("What people said"), NULL);

  for (guint i = 0; i < sums->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), sum_row_new (sums->pdata[i]));
  return group;
}

static void
add_file (GtkWidget *group,
          const char *title,
          const char *text,
          const char *label,
          const char *action)
{
  GtkWidget *row = esp_campaign_text_row_new (title, text);
  GtkWidget *button = esp_button_new (label);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static GtkWidget *
make_files (void)
{
  GtkWidget *group = esp_form_group_new (_ ("Files"), NULL);

  add_file (group, _ ("Proof of all consents"),
            _ (
              "A table of who said what, when, where and to which words, and what they were told."),
            _ ("_Save…"), "screen.proof");
  add_file (group, _ ("Page on which people choose"),
            _ ("A web page with one choice for each channel, to be put on your server."),
            _ ("_Save…"), "screen.page");
  add_file (group, _ ("Answers of the page of choices"),
            _ ("What your server kept of the forms that people sent, one a line, or as JSON. What "
               "is "
               "read twice counts once."),
            _ ("_Read…"), "screen.answers");
  return group;
}

static void
show_look (EspConsentScreen *self, const Look *look)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->duties = look->duties;
  if (look->sums->len == 0)
    {
      esp_status_show_empty (ESP_STATUS (self->status), "esp-consent-symbolic",
                             _ ("Nobody has said anything yet"),
                             _ ("Consents come with an import, with a form, or by hand on the page "
                                "of a lead."));
      esp_status_set_buttons (ESP_STATUS (self->status), _ ("_Import leads"), "screen.import", NULL,
                              NULL);
      gtk_widget_set_visible (box, FALSE);
    }
  else
    esp_status_show_content (ESP_STATUS (self->status));
  gtk_box_append (GTK_BOX (box), make_duties (self, look->policy));
  gtk_box_append (GTK_BOX (box), make_sums (look->sums));
  gtk_box_append (GTK_BOX (box), make_files ());
  adw_bin_set_child (ADW_BIN (self->bin), box);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspConsentScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status != NULL && look != NULL)
    show_look (self, look);
  else if (self->status != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (ESP_STATUS (self->status), sentence, error->message);
    }
  g_clear_pointer (&look, look_free);
}

static void
reload (EspConsentScreen *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, look_cb,
                        g_new0 (Look, 1), look_free, esp_session_get_cancellable (self->session),
                        looked_cb, g_object_ref (self));
}

static void
changed_cb (EspConsentScreen *self, EspChanges *changes)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      esp_changes_has (changes, ESP_CHANGE_CONSENT | ESP_CHANGE_CAMPAIGN))
    reload (self);
}

/* Screen */

static void
proof_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_consent_act_save (ESP_CONSENT_SCREEN (user_data)->session, ESP_CONSENT_FILE_PROOF);
}

static void
page_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_consent_act_save (ESP_CONSENT_SCREEN (user_data)->session, ESP_CONSENT_FILE_PAGE);
}

static void
answers_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_consent_act_read_answers (ESP_CONSENT_SCREEN (user_data)->session);
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_session_open (ESP_CONSENT_SCREEN (user_data)->session, "import");
}

static const GActionEntry action_entries[] = {
  { .name = "proof", .activate = proof_cb },
  { .name = "page", .activate = page_cb },
  { .name = "answers", .activate = answers_cb },
  { .name = "import", .activate = import_cb },
};

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_CONSENT_SCREEN (screen)->actions);
}

static void
refresh (EspScreen *screen)
{
  reload (ESP_CONSENT_SCREEN (screen));
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  reload (ESP_CONSENT_SCREEN (screen));
  return esp_target_get_object (target) == NULL;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  return esp_target_new (AREA, NULL);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = { { NULL, NULL } };
  static const EspHelp help = {
    N_ ("What people agreed to and refused, by channel and purpose. Whom the law wants to be told "
        "something is counted here, the notice is written for you, and what was told is kept in "
        "the history of each lead as proof."),
    keys,
  };

  return &help;
}

static void
screen_iface_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_consent_screen_dispose (GObject *object)
{
  EspConsentScreen *self = ESP_CONSENT_SCREEN (object);

  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_consent_screen_parent_class)->dispose (object);
}

static void
esp_consent_screen_class_init (EspConsentScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_consent_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_consent_screen_init (EspConsentScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
create (EspSession *session)
{
  EspConsentScreen *self = g_object_new (ESP_TYPE_CONSENT_SCREEN, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->session = session;
  self->bin = adw_bin_new ();
  g_object_set (self->bin, "margin-start", 12, "margin-end", 12, "margin-top", 24, "margin-bottom",
                24, NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->bin);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = esp_status_new (scroller);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  reload (self);
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_consent_screen_info = {
  .id = AREA,
  .title = NC_ ("area", "Consent"),
  .icon_name = "esp-consent-symbolic",
  .section = ESP_SECTION_PEOPLE,
  .create = create,
  .get_type = esp_consent_screen_get_type,
};
