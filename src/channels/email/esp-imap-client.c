/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a mailbox: libcurl connects, encrypts and signs in, the rest of IMAP (RFC 3501) is spoken here. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-imap-client.h"

#include "channels/email/esp-imap-login.h"
#include "channels/email/esp-imap-reader.h"
#include "channels/esp-channel.h"

#include <poll.h>
#include <string.h>

#define MAX_MAIL (1024 * 1024) /* bytes of a mail that are read */
#define MAX_RESPONSE (4 * 1024 * 1024)
#define MAX_UIDS 100000
#define SLICE 16384

struct _EspImapClient
{
  EspImapAccount *account;   /* (not owned) outlives us */
  GCancellable *cancellable; /* (owned) (nullable) */
  CURL *easy;                /* (owned) */
  EspImapReader *reader;     /* (owned) */
  guint n_commands;
  guint32 validity;
  gboolean can_move;
  gboolean has_uidplus;
};

/* Takes what a command brings before its end. */
typedef void (*DataFunc) (const EspImapResponse *response, gpointer user_data);

static gboolean
set_error (EspImapClient *self, EspChannelError code, const char *what, GError **error)
{
  g_autofree char *where = esp_imap_account_to_where (self->account);

  g_set_error (error, ESP_CHANNEL_ERROR, (int) code, "The mailbox at %s %s.", where, what);
  return FALSE;
}

/* Waits until the server can be heard or spoken to. */
static gboolean
wait_for (EspImapClient *self, short events, GError **error)
{
  curl_socket_t fd = CURL_SOCKET_BAD;
  GPollFD cancel = { .fd = -1 };
  struct pollfd fds[2];
  gboolean has_cancel;
  int n;

  (void) curl_easy_getinfo (self->easy, CURLINFO_ACTIVESOCKET, &fd);
  if (fd == CURL_SOCKET_BAD)
    return set_error (self, ESP_CHANNEL_ERROR_CUT, "closed the connection in the middle", error);
  has_cancel = g_cancellable_make_pollfd (self->cancellable, &cancel);
  fds[0] = (struct pollfd){ .fd = fd, .events = events };
  fds[1] = (struct pollfd){ .fd = cancel.fd, .events = POLLIN };
  n = poll (fds, has_cancel ? 2 : 1, (int) MIN (self->account->timeout_s, 3600) * 1000);
  if (has_cancel)
    g_cancellable_release_fd (self->cancellable);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  return n != 0 || set_error (self, ESP_CHANNEL_ERROR_TIMEOUT, "does not answer in time", error);
}

static gboolean
send_all (EspImapClient *self, const char *data, gsize length, GError **error)
{
  while (length > 0)
    {
      size_t n = 0;
      CURLcode code = curl_easy_send (self->easy, data, length, &n);

      if (code == CURLE_AGAIN)
        {
          if (!wait_for (self, POLLOUT, error))
            return FALSE;
          continue;
        }
      if (code != CURLE_OK)
        return set_error (self, ESP_CHANNEL_ERROR_CUT, "closed the connection in the middle",
                          error);
      data += n;
      length -= n;
    }
  return TRUE;
}

static gboolean
receive_some (EspImapClient *self, GError **error)
{
  char slice[SLICE];

  while (TRUE)
    {
      size_t n = 0;
      CURLcode code = curl_easy_recv (self->easy, slice, sizeof slice, &n);

      if (code == CURLE_AGAIN)
        {
          if (!wait_for (self, POLLIN, error))
            return FALSE;
          continue;
        }
      if (code != CURLE_OK || n == 0)
        return set_error (self, ESP_CHANNEL_ERROR_CUT, "closed the connection in the middle",
                          error);
      esp_imap_reader_feed (self->reader, slice, n);
      return TRUE;
    }
}

static gboolean
next_response (EspImapClient *self, EspImapResponse *response, GError **error)
{
  gboolean is_whole = FALSE;

  while (TRUE)
    {
      if (!esp_imap_reader_next (self->reader, response, &is_whole, error))
        return FALSE;
      if (is_whole)
        return TRUE;
      if (!receive_some (self, error))
        return FALSE;
    }
}

static gboolean
refuse (EspImapClient *self, const EspImapResponse *response, GError **error)
{
  g_autofree char *valid = g_utf8_make_valid (response->text, (gssize) MIN (response->length, 200));
  g_autofree char *what = g_strdup_printf ("refuses: %s", valid);

  return set_error (self, ESP_CHANNEL_ERROR_FAILED, what, error);
}

/* Says a command and listens until it has ended. */
static gboolean
run (EspImapClient *self, const char *command, DataFunc take, gpointer user_data, GError **error)
{
  g_autofree char *tag = g_strdup_printf ("E%u", ++self->n_commands);
  g_autofree char *line = g_strdup_printf ("%s %s\r\n", tag, command);
  EspImapResponse response;

  if (!send_all (self, line, strlen (line), error))
    return FALSE;
  while (next_response (self, &response, error))
    {
      if (esp_imap_response_has_tag (&response, tag))
        return esp_imap_response_is (&response, "OK") || refuse (self, &response, error);
      if (response.kind == ESP_IMAP_DATA && esp_imap_response_is (&response, "BYE"))
        return set_error (self, ESP_CHANNEL_ERROR_BUSY, "says goodbye", error);
      if (response.kind == ESP_IMAP_DATA && take != NULL)
        take (&response, user_data);
    }
  return FALSE;
}

/**
 * esp_imap_encode_folder:
 * @name: UTF-8
 *
 * Returns: (transfer full): the name as IMAP writes it: modified UTF-7 between quotation marks
 */
char *
esp_imap_encode_folder (const char *name)
{
  GString *out = g_string_new ("\"");

  for (const char *p = name; *p != '\0';)
    {
      const char *start = p;
      g_autofree char *utf16 = NULL;
      g_autofree char *base64 = NULL;
      gsize n = 0;

      if ((guchar) *p < 0x80)
        {
          if (*p == '&')
            g_string_append (out, "&-");
          else
            {
              if (*p == '"' || *p == '\\')
                g_string_append_c (out, '\\');
              g_string_append_c (out, *p);
            }
          p++;
          continue;
        }
      while ((guchar) *p >= 0x80)
        p = g_utf8_next_char (p);
      utf16 = g_convert (start, p - start, "UTF-16BE", "UTF-8", NULL, &n, NULL);
      if (utf16 == NULL)
        continue;
      base64 = g_base64_encode ((const guchar *) utf16, n);
      base64[strcspn (base64, "=")] = '\0';
      g_strdelimit (base64, "/", ',');
      g_string_append_printf (out, "&%s-", base64);
    }
  g_string_append_c (out, '"');
  return g_string_free (out, FALSE);
}

static void
take_capability (const EspImapResponse *response, gpointer user_data)
{
  EspImapClient *self = user_data;
  g_auto (GStrv) words = NULL;

  if (!esp_imap_response_is (response, "CAPABILITY"))
    return;
  words = g_strsplit (response->text, " ", 200);
  for (guint i = 0; words[i] != NULL; i++)
    {
      self->can_move = self->can_move || g_ascii_strcasecmp (words[i], "MOVE") == 0;
      self->has_uidplus = self->has_uidplus || g_ascii_strcasecmp (words[i], "UIDPLUS") == 0;
    }
}

/**
 * esp_imap_client_open:
 * @account: outlives the client
 * @secret: (nullable): password, or access token for XOAUTH2
 *
 * Connects and signs in; a password never travels unencrypted except on this computer.
 *
 * Returns: (transfer full) (nullable): the client; %NULL with @error set
 */
EspImapClient *
esp_imap_client_open (const EspImapAccount *account,
                      const char *secret,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (EspImapClient) self = g_new0 (EspImapClient, 1);

  self->account = (EspImapAccount *) account;
  self->reader = esp_imap_reader_new (MAX_RESPONSE);
  if (cancellable != NULL)
    self->cancellable = g_object_ref (cancellable);
  self->easy = esp_imap_login (account, secret, cancellable, error);
  if (self->easy == NULL || !run (self, "CAPABILITY", take_capability, self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_imap_client_close:
 *
 * Says goodbye without waiting for an answer.
 */
void
esp_imap_client_close (EspImapClient *self)
{
  size_t n = 0;

  if (self == NULL)
    return;
  if (self->easy != NULL)
    {
      (void) curl_easy_send (self->easy, "E0 LOGOUT\r\n", 11, &n); /* a courtesy */
      curl_easy_cleanup (self->easy);
    }
  esp_imap_reader_free (self->reader);
  g_clear_object (&self->cancellable);
  g_free (self);
}

typedef struct
{
  guint32 validity;
  guint32 n;
} Selected;

static void
take_selected (const EspImapResponse *response, gpointer user_data)
{
  Selected *selected = user_data;
  char *end = NULL;
  guint64 n;

  if (esp_imap_response_get_code (response, "UIDVALIDITY", &selected->validity))
    return;
  n = g_ascii_strtoull (response->text, &end, 10);
  if (end != response->text && g_ascii_strncasecmp (end, " EXISTS", 7) == 0)
    selected->n = (guint32) MIN (n, G_MAXUINT32);
}

/**
 * esp_imap_client_select:
 * @out_n: (out): how many mails are in it
 *
 * Opens the folder of the account; without a folder to move to it is opened for reading only, so that no flag
 * changes.
 */
gboolean
esp_imap_client_select (EspImapClient *self, guint32 *out_n, GError **error)
{
  g_autofree char *folder = esp_imap_encode_folder (self->account->folder);
  g_autofree char *command =
    g_strdup_printf ("%s %s", self->account->move_to != NULL ? "SELECT" : "EXAMINE", folder);
  Selected selected = { 0 };

  if (!run (self, command, take_selected, &selected, error))
    return FALSE;
  if (selected.validity == 0)
    return set_error (self, ESP_CHANNEL_ERROR_FAILED, "does not number its mails", error);
  self->validity = selected.validity;
  *out_n = selected.n;
  return TRUE;
}

/**
 * esp_imap_client_get_validity:
 *
 * Returns: of which time the numbers of the mails are; another one means that all are numbered anew
 */
guint32
esp_imap_client_get_validity (EspImapClient *self)
{
  return self->validity;
}

static void
take_search (const EspImapResponse *response, gpointer user_data)
{
  esp_imap_response_read_search (response, user_data, MAX_UIDS);
}

static int
compare_uids (gconstpointer a, gconstpointer b)
{
  guint32 first = *(const guint32 *) a;
  guint32 second = *(const guint32 *) b;

  return first < second ? -1 : first > second;
}

static char *
make_search (const EspImapCursor *cursor, gint64 since_us)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) since = NULL;

  if (cursor->last_uid > 0)
    return g_strdup_printf ("UID SEARCH UID %u:*", cursor->last_uid + 1);
  since = g_date_time_new_from_unix_utc (since_us / G_USEC_PER_SEC);
  if (since == NULL)
    return g_strdup ("UID SEARCH ALL");
  return g_strdup_printf ("UID SEARCH SINCE %d-%s-%d", g_date_time_get_day_of_month (since),
                          months[g_date_time_get_month (since) - 1], g_date_time_get_year (since));
}

/**
 * esp_imap_client_list_new:
 * @cursor: (inout): how far it was read; begins anew when the folder was numbered anew
 * @since_us: older mails are not looked at when it begins
 * @uids: (element-type guint32): appended to, in order
 */
gboolean
esp_imap_client_list_new (EspImapClient *self,
                          EspImapCursor *cursor,
                          gint64 since_us,
                          GArray *uids,
                          GError **error)
{
  g_autofree char *command = NULL;
  guint n_old = 0;

  if (cursor->validity != self->validity)
    *cursor = (EspImapCursor){ self->validity, 0 };
  if (cursor->last_uid == G_MAXUINT32)
    return TRUE;
  command = make_search (cursor, since_us);
  if (!run (self, command, take_search, uids, error))
    return FALSE;
  g_array_sort (uids, compare_uids);
  /* "7:*" names the last mail even if it is the sixth. */
  while (n_old < uids->len && g_array_index (uids, guint32, n_old) <= cursor->last_uid)
    n_old++;
  if (n_old > 0)
    g_array_remove_range (uids, 0, n_old);
  return TRUE;
}

static void
mail_free (gpointer data)
{
  EspImapMail *mail = data;

  g_bytes_unref (mail->bytes);
  g_free (mail);
}

static void
take_mail (const EspImapResponse *response, gpointer user_data)
{
  EspImapFetch fetch;
  EspImapMail *mail;

  if (!esp_imap_response_read_fetch (response, &fetch) || fetch.uid == 0 || fetch.body == NULL)
    return;
  mail = g_new0 (EspImapMail, 1);
  mail->uid = fetch.uid;
  mail->bytes = g_bytes_new (fetch.body, fetch.body_length);
  g_ptr_array_add (user_data, mail);
}

static char *
make_set (const guint32 *uids, guint n)
{
  GString *set = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (set, "%s%u", i > 0 ? "," : "", uids[i]);
  return g_string_free (set, FALSE);
}

static gboolean
has_mail (const GPtrArray *mails, guint32 uid)
{
  for (guint i = 0; i < mails->len; i++)
    if (((const EspImapMail *) g_ptr_array_index (mails, i))->uid == uid)
      return TRUE;
  return FALSE;
}

/* Some servers say NO because one of the mails was deleted meanwhile, when the others have come (RFC 2180, 4.1). */
static gboolean
is_about_deleted (const GError *error)
{
  static const char *const words[] = { "no longer", "expunge", "not exist", "nonexist", "deleted" };
  g_autofree char *folded = g_ascii_strdown (error->message, -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (folded, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * esp_imap_client_mails_new:
 *
 * Returns: (transfer full) (element-type EspImapMail): for esp_imap_client_fetch()
 */
GPtrArray *
esp_imap_client_mails_new (void)
{
  return g_ptr_array_new_with_free_func (mail_free);
}

/**
 * esp_imap_client_fetch:
 * @uids: (array length=n): in order
 * @mails: (element-type EspImapMail): the mails are added, those that were deleted meanwhile left out
 * @out_n_done: (out): how many of the first of @uids need not be asked for again, also when it fails: a server may say
 *   goodbye after each few mails
 */
gboolean
esp_imap_client_fetch (EspImapClient *self,
                       const guint32 *uids,
                       guint n,
                       GPtrArray *mails,
                       guint *out_n_done,
                       GError **error)
{
  g_autofree char *set = make_set (uids, n);
  g_autofree char *command =
    g_strdup_printf ("UID FETCH %s (UID BODY.PEEK[]<0.%d>)", set, MAX_MAIL);
  g_autoptr (GError) trouble = NULL;

  *out_n_done = n;
  if (run (self, command, take_mail, mails, &trouble) ||
      (trouble->code == ESP_CHANNEL_ERROR_FAILED && is_about_deleted (trouble) &&
       (mails->len > 0 || n == 1)))
    return TRUE;
  *out_n_done = 0;
  while (*out_n_done < n && has_mail (mails, uids[*out_n_done]))
    ++*out_n_done;
  g_propagate_error (error, g_steal_pointer (&trouble));
  return FALSE;
}

/* Without MOVE it is copied first, and never deleted before. */
static gboolean
copy_and_delete (EspImapClient *self, const char *set, const char *folder, GError **error)
{
  g_autofree char *copy = g_strdup_printf ("UID COPY %s %s", set, folder);
  g_autofree char *mark = g_strdup_printf ("UID STORE %s +FLAGS.SILENT (\\Deleted)", set);
  g_autofree char *expunge = g_strdup_printf ("UID EXPUNGE %s", set);

  if (!run (self, copy, NULL, NULL, error) || !run (self, mark, NULL, NULL, error))
    return FALSE;
  /* Without UIDPLUS others' deleted mails would go too: it stays marked. */
  return !self->has_uidplus || run (self, expunge, NULL, NULL, error);
}

/**
 * esp_imap_client_move:
 * @uids: (array length=n)
 *
 * Moves mails to the folder that the account names, making it when it is missing.
 */
gboolean
esp_imap_client_move (EspImapClient *self, const guint32 *uids, guint n, GError **error)
{
  g_autofree char *set = make_set (uids, n);
  g_autofree char *folder = NULL;
  g_autofree char *create = NULL;
  g_autofree char *move = NULL;
  g_autoptr (GError) exists = NULL;

  if (n == 0 || self->account->move_to == NULL)
    return TRUE;
  folder = esp_imap_encode_folder (self->account->move_to);
  create = g_strdup_printf ("CREATE %s", folder);
  move = g_strdup_printf ("UID MOVE %s %s", set, folder);
  (void) run (self, create, NULL, NULL, &exists); /* it is there already, or moving tells */
  if (g_error_matches (exists, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_CUT))
    {
      g_propagate_error (error, g_steal_pointer (&exists));
      return FALSE;
    }
  return self->can_move ? run (self, move, NULL, NULL, error)
                        : copy_and_delete (self, set, folder, error);
}
