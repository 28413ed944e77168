/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of the sender, which the law wants in advertising messages: shown, checked and kept. */
#define G_LOG_DOMAIN "esp-preferences"

#include "config.h"

#include "views/preferences/esp-sender-screen.h"

#include "base/esp-email-address.h"
#include "store/esp-meta.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-screen.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FORM_WIDTH 640

typedef enum
{
  CHECK_NONE,
  CHECK_EMAIL,
  CHECK_ZONE,
  CHECK_URL,
} Check;

static const struct
{
  const char *key;
  const char *title;
  Check check;
} facts[] = {
  { ESP_META_SENDER_NAME, N_ ("Sender name, as people see it"), CHECK_NONE },
  { ESP_META_SENDER_EMAIL, N_ ("Sender address"), CHECK_EMAIL },
  { ESP_META_SENDER_REPLY_TO, N_ ("Replies go to (empty: the sender address)"), CHECK_EMAIL },
  { ESP_META_SENDER_COMPANY, N_ ("Company, as registered"), CHECK_NONE },
  { ESP_META_SENDER_ADDRESS, N_ ("Postal address"), CHECK_NONE },
  { ESP_META_SENDER_PHONE, N_ ("Telephone"), CHECK_NONE },
  { ESP_META_UNSUBSCRIBE_MAILBOX, N_ ("Mailbox for unsubscribing (empty: where replies go)"),
    CHECK_EMAIL },
  { ESP_META_UNSUBSCRIBE_URL, N_ ("Page for unsubscribing, https://…"), CHECK_URL },
  { ESP_META_ZONE, N_ ("Time zone, such as Asia/Seoul"), CHECK_ZONE },
};

#define N_FACTS G_N_ELEMENTS (facts)

struct _EspSenderScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's; outlives the screen */
  GSimpleActionGroup *actions; /* (owned) */
  GtkWidget *scroller;
  GtkWidget *rows[N_FACTS];
  GtkWidget *errors[N_FACTS];
};

static void esp_sender_screen_screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspSenderScreen,
                               esp_sender_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN,
                                                      esp_sender_screen_screen_init))

/* What travels between the threads; an empty text is none. */
typedef struct
{
  char *texts[N_FACTS]; /* (owned) */
} Facts;

static void
facts_free (gpointer data)
{
  for (gsize i = 0; i < N_FACTS; i++)
    g_free (((Facts *) data)->texts[i]);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Facts *loaded = data;

  for (gsize i = 0; i < N_FACTS; i++)
    {
      loaded->texts[i] =
        esp_meta_get_text (tx, facts[i].key, facts[i].check == CHECK_ZONE ? "Asia/Seoul" : "",
                           error);
      if (loaded->texts[i] == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  const Facts *wanted = data;

  for (gsize i = 0; i < N_FACTS; i++)
    if (!esp_meta_set_text (tx, facts[i].key, *wanted->texts[i] != '\0' ? wanted->texts[i] : NULL,
                            error))
      return FALSE;
  return TRUE;
}

static const char *
find_problem (Check check, const char *text)
{
  g_autoptr (GTimeZone) zone = NULL;
  EspEmailAddress address;

  switch (check)
    {
    case CHECK_EMAIL:
      if (*text == '\0' || esp_email_normalize (text, &address) == ESP_EMAIL_OK)
        return NULL;
      return _ ("This is not an email address. Write one such as “hello@example.com”.");
    case CHECK_ZONE:
      zone = g_time_zone_new_identifier (text);
      if (*text != '\0' && zone != NULL)
        return NULL;
      return _ ("This time zone is not known. Write one such as “Asia/Seoul”.");
    case CHECK_URL:
      if (*text == '\0' ||
          (g_str_has_prefix (text, "https://") && g_uri_is_valid (text, G_URI_FLAGS_NONE, NULL)))
        return NULL;
      return _ ("The page needs an address that begins with “https://”.");
    case CHECK_NONE:
    default:
      return NULL;
    }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      esp_session_toast (session, _ ("Sender saved"));
      return;
    }
  message = esp_store_message (error);
  esp_session_toast (session, message);
}

static void
save_action_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspSenderScreen *self = user_data;
  Facts *wanted = g_new0 (Facts, 1);
  GtkWidget *wrong = NULL;

  for (gsize i = 0; i < N_FACTS; i++)
    {
      const char *sentence;

      wanted->texts[i] =
        g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->rows[i]))));
      sentence = find_problem (facts[i].check, wanted->texts[i]);
      esp_form_row_set_error (self->rows[i], self->errors[i], sentence);
      if (sentence == NULL || wrong != NULL)
        continue;
      wrong = self->rows[i];
      esp_session_announce (self->session, sentence, TRUE);
    }
  if (wrong != NULL)
    {
      (void) gtk_widget_grab_focus (wrong); /* the sentence is there all the same */
      facts_free (wanted);
      return;
    }
  esp_store_write_async (esp_session_get_store (self->session), NULL, save_cb, wanted, facts_free,
                         saved_cb, g_object_ref (self->session));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSenderScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  Facts *loaded = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (loaded != NULL && self->scroller != NULL)
    for (gsize i = 0; i < N_FACTS; i++)
      gtk_editable_set_text (GTK_EDITABLE (self->rows[i]), loaded->texts[i]);
  if (loaded == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (self->session, message);
    }
  g_clear_pointer (&loaded, facts_free);
}

static void
refresh (EspScreen *screen)
{
  EspSenderScreen *self = ESP_SENDER_SCREEN (screen);

  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb,
                        g_new0 (Facts, 1), facts_free, esp_session_get_cancellable (self->session),
                        loaded_cb, g_object_ref (self));
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
  static const EspHelp help = {
    N_ ("Who sends. The law wants the name, the address and a way to unsubscribe in each "
        "advertising message; they are put into its footer from here."),
    NULL,
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
  G_OBJECT_CLASS (esp_sender_screen_parent_class)->dispose (object);
}

static void
esp_sender_screen_class_init (EspSenderScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_sender_screen_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_sender_screen_init (EspSenderScreen *self)
{
  static const GActionEntry entries[] = { { .name = "save", .activate = save_action_cb } };
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *list = esp_form_list_new (_ ("Sender"));

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
  for (gsize i = 0; i < N_FACTS; i++)
    {
      self->rows[i] = esp_form_entry_row_new (_ (facts[i].title), NULL);
      self->errors[i] = esp_form_error_row_new ();
      gtk_list_box_append (GTK_LIST_BOX (list), self->rows[i]);
      gtk_list_box_append (GTK_LIST_BOX (list), self->errors[i]);
    }
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (list, 18);
  gtk_widget_set_margin_bottom (list, 18);
  gtk_widget_set_margin_start (list, 12);
  gtk_widget_set_margin_end (list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), FORM_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), list);
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
