/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a workspace: who sends, as the law wants it known, how much and when, and its zone. */
#define G_LOG_DOMAIN "esp-preferences"

#include "config.h"

#include "views/preferences/esp-sender-screen.h"

#include "views/preferences/esp-rule-list.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-screen.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-workspace-setting.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FORM_WIDTH 640
#define MAX_SETTINGS 32

/* The titles of the settings; they are looked up by their English text. */
static const char *const titles[] G_GNUC_UNUSED = {
  N_ ("Name of the workspace"),
  N_ ("Time zone, such as Asia/Seoul"),
  N_ ("Country whose law applies to people of whom nothing tells it"),
  N_ ("Language of messages"),
  N_ ("Currency"),
  N_ ("Sender name, as people see it"),
  N_ ("Sender address"),
  N_ ("Replies go to (empty: the sender address)"),
  N_ ("Company, as registered"),
  N_ ("Registration number of the business"),
  N_ ("Postal address"),
  N_ ("Telephone"),
  N_ ("Mailbox for unsubscribing (empty: where replies go)"),
  N_ ("Page for unsubscribing, https://…"),
  N_ ("Mailbox for bounces (empty: the sender address)"),
  N_ ("Most advertising to one person, such as 3/7: three in seven days"),
  N_ ("Quiet hours where the person is, such as 22:00-07:00"),
  N_ ("Hold before the first message, in seconds"),
  N_ ("Group to compare with in new campaigns, in percent"),
};

struct _EspSenderScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *scroller;
  GtkWidget *box;
  EspRuleList *rules; /* in the box */
  GtkWidget *rows[MAX_SETTINGS];
  GtkWidget *errors[MAX_SETTINGS];
  char *loaded[MAX_SETTINGS]; /* (owned) (nullable) as the store has them */
};

static void esp_sender_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspSenderScreen,
                               esp_sender_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_sender_screen_screen_init))

/* What travels between the threads. */
typedef struct
{
  EspSession *session;       /* (owned) (nullable) main thread only */
  char *texts[MAX_SETTINGS]; /* (owned) (nullable) NULL: not touched */
} Values;

static void
values_free (gpointer data)
{
  Values *values = data;

  for (gsize i = 0; i < MAX_SETTINGS; i++)
    g_free (values->texts[i]);
  g_clear_object (&values->session);
  g_free (values);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Values *values = data;

  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      values->texts[i] = esp_setting_load (tx, esp_setting_get (i), error);
      if (values->texts[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  const Values *values = data;

  for (guint i = 0; i < esp_setting_get_n (); i++)
    if (values->texts[i] != NULL &&
        !esp_setting_store (tx, esp_setting_get (i), values->texts[i], error))
      return FALSE;
  return TRUE;
}

/* What is allowed, in the language of the person. */
static const char *
find_problem (const EspSetting *setting, const char *text)
{
  g_autofree char *normal = esp_setting_normalize (setting, text, NULL);

  if (normal != NULL)
    return NULL;
  switch (setting->kind)
    {
    case ESP_SETTING_EMAIL:
      return _ ("This is not an email address. Write one such as “hello@example.com”.");
    case ESP_SETTING_ZONE:
      return _ ("This time zone is not known. Write one such as “Asia/Seoul”.");
    case ESP_SETTING_URL:
      return _ ("The page needs an address that begins with “https://”.");
    case ESP_SETTING_COUNTRY:
      return _ ("Write the country as two letters such as “KR”.");
    case ESP_SETTING_CURRENCY:
      return _ ("Write the currency as three letters such as “KRW”.");
    case ESP_SETTING_RATES:
      return _ ("Write rates such as “USD 1385.5; USD 2026-10-01 1402; 100 JPY 931”: a rate with a "
                "day holds from that day on.");
    case ESP_SETTING_LANGUAGE:
      return _ ("Write the language as two letters such as “ko”.");
    case ESP_SETTING_CAP:
      return _ ("Write how many in how many days, such as “3/7”, or “off”.");
    case ESP_SETTING_HOURS:
      return _ ("Write from when until when, such as “22:00-07:00”, or “off”.");
    case ESP_SETTING_SECONDS:
      return _ ("Write the seconds as a number from 0 to 3600.");
    case ESP_SETTING_PERCENT:
      return _ ("Write a percentage from 0 to 50.");
    case ESP_SETTING_WORD:
      return _ ("This word is not one of those that can stand here.");
    case ESP_SETTING_TEXT:
    default:
      return _ ("Write one line of at most 500 bytes.");
    }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      esp_session_toast_undo (session, _ ("Settings saved"), history_id);
      return;
    }
  message = esp_store_message (error);
  esp_session_toast (session, message);
}

static char *
get_text (EspSenderScreen *self, guint i)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rows[i]))));
}

static void
save_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspOperation operation = { .kind = "settings" };
  EspSenderScreen *self = user_data;
  Values *values = g_new0 (Values, 1);
  GtkWidget *wrong = NULL;
  gboolean has_change = FALSE;

  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      g_autofree char *text = get_text (self, i);
      const char *sentence = find_problem (esp_setting_get (i), text);

      esp_form_row_set_error (self->rows[i], self->errors[i], sentence);
      if (sentence != NULL && wrong == NULL)
        {
          wrong = self->rows[i];
          esp_session_announce (self->session, sentence, TRUE);
        }
      /* What nobody touched is not written: another window may have changed it. */
      if (g_strcmp0 (text, self->loaded[i]) == 0)
        continue;
      has_change = TRUE;
      values->texts[i] = g_steal_pointer (&text);
    }
  if (wrong != NULL)
    (void) gtk_widget_grab_focus (wrong); /* the sentence is there all the same */
  if (wrong != NULL || !has_change)
    {
      if (wrong == NULL)
        esp_session_toast (self->session, _ ("Nothing has changed"));
      values_free (values);
      return;
    }
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, values,
                         values_free, saved_cb, g_object_ref (self->session));
}

/* What somebody is typing stays; what nobody touched follows the store. */
static void
show_values (EspSenderScreen *self, Values *values)
{
  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      g_autofree char *text = get_text (self, i);
      gboolean is_touched = self->loaded[i] != NULL && !g_str_equal (text, self->loaded[i]) &&
                            !g_str_equal (text, values->texts[i]);

      g_free (self->loaded[i]);
      self->loaded[i] = g_steal_pointer (&values->texts[i]);
      if (!is_touched && !g_str_equal (text, self->loaded[i]))
        gtk_editable_set_text (GTK_EDITABLE (self->rows[i]), self->loaded[i]);
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSenderScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Values *values = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (values != NULL && self->scroller != NULL)
    show_values (self, values);
  if (values == NULL && self->scroller != NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
    }
  g_clear_pointer (&values, values_free);
}

static void
refresh (EspScreen *screen)
{
  EspSenderScreen *self = ESP_SENDER_SCREEN (screen);

  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb,
                        g_new0 (Values, 1), values_free,
                        esp_session_get_cancellable (self->session), loaded_cb,
                        g_object_ref (self));
  esp_rule_list_refresh (self->rules);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspSenderScreen *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_SETTING))
    refresh (ESP_SCREEN (self));
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_SENDER_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  *out_primary =
    (EspPrimaryAction){ .label = _ ("_Save"), .action = "screen.save", .suggested = TRUE };
  return TRUE;
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelpKey keys[] = {
    { "<Control>Return", N_ ("Save") },
    { NULL, NULL },
  };
  static const EspHelp help = {
    N_ ("Who sends. The law wants the name, the address and a way to unsubscribe in each "
        "advertising message; they are put into its footer from here. Below: how much one person "
        "gets at most, when nobody is disturbed, who must approve, and by which rules messages are "
        "checked. Undo takes every change back."),
    keys,
  };

  return &help;
}

static void
esp_sender_screen_screen_init (EspScreenInterface *iface)
{
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->refresh = refresh;
  iface->get_help = get_help;
}

static void
esp_sender_screen_dispose (GObject *object)
{
  EspSenderScreen *self = ESP_SENDER_SCREEN (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->actions);
  for (guint i = 0; i < MAX_SETTINGS; i++)
    g_clear_pointer (&self->loaded[i], g_free);
  G_OBJECT_CLASS (esp_sender_screen_parent_class)->dispose (object);
}

static void
esp_sender_screen_class_init (EspSenderScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_sender_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
build_group (EspSenderScreen *self, const char *name, const char *title)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *list = esp_form_list_new (title);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), list);
  for (guint i = 0; i < esp_setting_get_n (); i++)
    {
      const EspSetting *setting = esp_setting_get (i);

      if (!g_str_equal (setting->group, name))
        continue;
      self->rows[i] = esp_form_entry_row_new (g_dgettext (GETTEXT_PACKAGE, setting->title), NULL);
      self->errors[i] = esp_form_error_row_new ();
      gtk_list_box_append (GTK_LIST_BOX (list), self->rows[i]);
      gtk_list_box_append (GTK_LIST_BOX (list), self->errors[i]);
    }
  return box;
}

static void
esp_sender_screen_init (EspSenderScreen *self)
{
  static const GActionEntry entries[] = { { .name = "save", .activate = save_action_cb } };
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->box = box;
  g_assert (esp_setting_get_n () <= MAX_SETTINGS);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  gtk_box_append (GTK_BOX (box), build_group (self, "sender", _ ("Who sends")));
  gtk_box_append (GTK_BOX (box), build_group (self, "sending", _ ("How much and when")));
  gtk_box_append (GTK_BOX (box), build_group (self, "review", _ ("Who must approve")));
  gtk_box_append (GTK_BOX (box), build_group (self, "workspace", _ ("Workspace")));
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), FORM_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

static GtkWidget *
create (EspSession *session)
{
  EspSenderScreen *self = g_object_new (ESP_TYPE_SENDER_SCREEN, NULL);

  self->session = session;
  self->rules = ESP_RULE_LIST (esp_rule_list_new (session));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->rules));
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  refresh (ESP_SCREEN (self));
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_sender_screen_info = {
  .id = "sender",
  .title = NC_ ("area", "Sender"),
  .icon_name = "esp-settings-symbolic",
  .section = ESP_SECTION_RUN,
  .get_type = esp_sender_screen_get_type,
  .create = create,
};
