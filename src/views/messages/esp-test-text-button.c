/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the text, KakaoTalk message or post that is being written to one's own telephone or room. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-test-text-button.h"

#include "channels/esp-channel-kinds.h"
#include "channels/esp-channel.h"
#include "store/esp-channels.h"
#include "views/channels/esp-channel-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-test-mail.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 340

/* One button with its popover; lives as long as the button. */
typedef struct
{
  EspSession *session; /* the window's; outlives the button */
  EspTextMedium medium;
  EspTestTextFunc dup_document;
  gpointer user_data;
  GtkPopover *popover;
  GtkEditable *number;
  GtkWidget *error_row;
  GtkWidget *list;
  AdwComboRow *channel; /* (nullable) until the channels are read */
  GPtrArray *records;   /* (owned) (nullable) of EspChannelRecord, as the choice shows them */
  GtkWidget *send;
} Test;

static void
test_free (gpointer data)
{
  Test *test = data;

  g_clear_pointer (&test->records, g_ptr_array_unref);
  g_free (test);
}

typedef struct
{
  GPtrArray *records; /* (owned) (nullable) result */
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_clear_pointer (&read->records, g_ptr_array_unref);
  g_free (read);
}

static gboolean
read_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->records = esp_channel_list (tx, error);
  return read->records != NULL;
}

static gboolean
carries (const EspChannelRecord *record, EspTextMedium medium)
{
  static const EspMedium media[ESP_N_TEXT_MEDIA] = { ESP_MEDIUM_TEXT, ESP_MEDIUM_KAKAO,
                                                     ESP_MEDIUM_CHAT, ESP_MEDIUM_PUSH };
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  if (!record->is_enabled)
    return FALSE;
  return g_str_equal (record->kind, "demo") || (kind != NULL && kind->medium == media[medium]);
}

/* Those that carry it, real ones first. */
static void
show_channels (Test *test)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = test->records->len; i > 0; i--)
    if (!carries (test->records->pdata[i - 1], test->medium))
      g_ptr_array_remove_index (test->records, i - 1);
  for (guint i = 0, n = test->records->len; i < n; i++)
    if (g_str_equal (((EspChannelRecord *) test->records->pdata[0])->kind, "demo"))
      g_ptr_array_add (test->records, g_ptr_array_steal_index (test->records, 0));
  for (guint i = 0; i < test->records->len; i++)
    g_ptr_array_add (names, (gpointer) esp_channel_display_name (test->records->pdata[i]));
  if (names->len == 0)
    g_ptr_array_add (names, (gpointer) _ ("Demo mailbox"));
  g_ptr_array_add (names, NULL);
  if (test->channel != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (test->list), GTK_WIDGET (test->channel));
  test->channel =
    ADW_COMBO_ROW (esp_form_choice_row_new (_ ("Through"), (const char *const *) names->pdata, 0));
  gtk_list_box_append (GTK_LIST_BOX (test->list), GTK_WIDGET (test->channel));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  Read *read = esp_store_read_finish (ESP_STORE (source), result, NULL); /* asked again next time */

  if (read == NULL)
    return;
  g_clear_pointer (&test->records, g_ptr_array_unref);
  test->records = g_steal_pointer (&read->records);
  read_free (read);
  show_channels (test);
}

static void
shown_cb (GtkWidget *popover, GtkWidget *button)
{
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");

  esp_store_read_async (esp_session_get_store (test->session), ESP_READ_PAGE, read_in_tx,
                        g_new0 (Read, 1), read_free, esp_session_get_cancellable (test->session),
                        read_cb, g_object_ref (button));
}

/* What went wrong, in words of the person's language. */
static char *
describe (const GError *error)
{
  if (error->domain == ESP_CHANNEL_ERROR)
    return g_strdup (esp_channel_trouble_sentence (error->code));
  if (error->domain == ESP_MESSAGE_ERROR)
    return g_strdup (_ ("The text cannot be made or sent as it is: look at the notes beside it."));
  if (g_error_matches (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID))
    return g_strdup (_ ("Write your number, such as 010-1234-5678, and choose a channel that "
                        "carries this message. Nothing of the sample leaves this computer."));
  return esp_store_message (error);
}

static void
tell_problem (Test *test, const char *sentence)
{
  esp_form_row_set_error (GTK_WIDGET (test->number), test->error_row, sentence);
  esp_session_announce (test->session, sentence, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (test->number));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) button = user_data;
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (test->send, TRUE);
  if (esp_test_mail_send_finish (result, &error))
    {
      /* Translators: %s is an address, or a telephone number */
      text = g_strdup_printf (_ ("Test sent to %s"), gtk_editable_get_text (test->number));
      gtk_popover_popdown (test->popover);
      esp_session_toast (test->session, text);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = describe (error);
  g_debug ("the test was not sent: %s", error->message);
  tell_problem (test, text);
}

static void
send_cb (GtkWidget *widget, GtkWidget *button)
{
  Test *test = g_object_get_data (G_OBJECT (button), "esp-test");
  g_autofree char *to = g_strstrip (g_strdup (gtk_editable_get_text (test->number)));
  g_autofree char *document = test->dup_document (test->user_data);
  guint selected = test->channel != NULL ? adw_combo_row_get_selected (test->channel) : 0;
  EspTestMail mail = { .to = to, .document = document, .is_text = TRUE };

  if (document == NULL)
    return;
  if (*to == '\0' && test->medium != ESP_TEXT_MEDIUM_CHAT)
    {
      tell_problem (test, _ ("Write your own number, such as 010-1234-5678."));
      return;
    }
  esp_form_row_set_error (GTK_WIDGET (test->number), test->error_row, NULL);
  if (test->records != NULL && selected < test->records->len)
    mail.channel_id = ((EspChannelRecord *) test->records->pdata[selected])->id;
  gtk_widget_set_sensitive (test->send, FALSE);
  esp_test_mail_send_async (esp_session_get_store (test->session), &mail,
                            esp_session_get_cancellable (test->session), sent_cb,
                            g_object_ref (button));
}

static GtkWidget *
make_content (Test *test, GtkWidget *button)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *number = esp_form_entry_row_new (test->medium == ESP_TEXT_MEDIUM_PUSH
                                                ? _ ("Subscription of your browser")
                                                : _ ("Your number"),
                                              NULL);

  test->list = esp_form_list_new (_ ("Test to yourself"));
  test->number = GTK_EDITABLE (number);
  test->error_row = esp_form_error_row_new ();
  test->send = gtk_button_new_with_label (_ ("Send test"));
  gtk_widget_add_css_class (test->send, "suggested-action");
  gtk_widget_set_halign (test->send, GTK_ALIGN_END);
  gtk_list_box_append (GTK_LIST_BOX (test->list), number);
  gtk_list_box_append (GTK_LIST_BOX (test->list), test->error_row);
  gtk_widget_set_visible (number, test->medium != ESP_TEXT_MEDIUM_CHAT);
  gtk_box_append (GTK_BOX (box), test->list);
  gtk_box_append (GTK_BOX (box), test->send);
  gtk_widget_set_size_request (box, WIDTH, -1);
  g_object_set (box, "margin-top", 6, "margin-bottom", 6, "margin-start", 6, "margin-end", 6, NULL);
  g_signal_connect_object (test->send, "clicked", G_CALLBACK (send_cb), button, 0);
  g_signal_connect_object (number, "entry-activated", G_CALLBACK (send_cb), button, 0);
  return box;
}

/**
 * esp_test_text_button_new:
 * @dup_document: asked when the test is sent; lives as long as the button
 *
 * Returns: (transfer floating): a button that sends the message to oneself
 */
GtkWidget *
esp_test_text_button_new (EspSession *session,
                          EspTextMedium medium,
                          EspTestTextFunc dup_document,
                          gpointer user_data)
{
  GtkWidget *button = gtk_menu_button_new ();
  Test *test = g_new0 (Test, 1);
  const char *label = medium == ESP_TEXT_MEDIUM_CHAT ? _ ("Post a test…") : _ ("Test to my phone…");

  test->session = session;
  test->medium = medium;
  test->dup_document = dup_document;
  test->user_data = user_data;
  g_object_set_data_full (G_OBJECT (button), "esp-test", test, test_free);
  test->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (test->popover, make_content (test, button));
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), GTK_WIDGET (test->popover));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (test->popover, "show", G_CALLBACK (shown_cb), button, 0);
  return button;
}
