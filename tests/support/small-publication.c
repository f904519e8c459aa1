/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/small-publication.h"

#include "exchange/signature.h"
#include "exchange/signed-publication.h"
#include "formats/zip-writer.h"
#include "forms/package.h"
#include "tests/support/small-form-text.h"

#include <string.h>

void
zb_small_publication_free (ZbSmallPublication *small)
{
  zb_publication_free (small->order);
  g_ptr_array_unref (small->contents);
  g_free (small);
}

void
zb_small_publication_put (ZbSmallPublication *small, const char *path, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  int known = zb_publication_find_file (small->order, path);

  if (known >= 0)
    g_ptr_array_remove_index (small->contents, (guint)known);
  zb_publication_add_file (small->order, path, bytes);
  g_ptr_array_insert (small->contents, zb_publication_find_file (small->order, path),
                      g_bytes_ref (bytes));
}

void
zb_small_publication_name (ZbSmallPublication *small)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;

  zb_zip_writer_add (writer, "form.rules", small->contents->pdata[0]);
  zb_zip_writer_add (writer, "form.xml", small->contents->pdata[1]);
  g_autoptr (GBytes) bundle = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  g_autoptr (ZbPackage) package = zb_package_read_bundle ("test", bundle, NULL);
  g_free (small->order->package);
  small->order->package = package ? g_strdup (zb_package_digest (package)) : g_strnfill (64, 'a');
}

static char *
sample_text (const ZbSmallPublication *small, guint revision, const char *row, int output)
{
  return g_strdup_printf ("<?xml version='1.0' encoding='UTF-8'?>\n"
                          "<report xmlns='urn:zhibao:report:1' form='%s' edition='2024.%u' "
                          "package='sample' unit='91350200MA2KUY1H08' period='2024-06' "
                          "kind='normal'><s id='A'><c r='01' c='1'>%d</c><c r='%s' c='1'>5</c></s>"
                          "</report>\n",
                          small->order->form, revision, output, row);
}

void
zb_small_publication_fill (ZbSmallPublication *small,
                           guint revision,
                           const char *row,
                           const char *relation)
{
  const char *id = small->order->form;
  g_autofree char *form = zb_small_form_text (&(ZbSmallFormText){
      id, "2024", revision, small->order->system, "month", "2024-01", row, NULL});
  g_autofree char *rules = g_strdup_printf ("form %s revision %u\n\n#1 hard\n  [01,1] %s [%s,1]\n",
                                            id, revision, relation, row);
  g_autofree char *findings = g_strdup_printf ("%s#1 hard fail\n", id);
  g_autofree char *good = sample_text (small, revision, row, 9);
  g_autofree char *bad = sample_text (small, revision, row, 1);

  zb_small_publication_put (small, "form.rules", rules);
  zb_small_publication_put (small, "form.xml", form);
  zb_small_publication_put (small, "samples/good-a.xml", good);
  zb_small_publication_put (small, "samples/bad-b.xml", bad);
  zb_small_publication_put (small, "samples/bad-b.findings", findings);
  g_free (small->order->edition);
  small->order->edition = g_strdup_printf ("2024.%u", revision);
  zb_small_publication_name (small);
}

ZbSmallPublication *
zb_small_publication_new (const char *form, gint64 created)
{
  ZbSmallPublication *small = g_new0 (ZbSmallPublication, 1);

  small->order = zb_publication_new ();
  small->contents = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  small->order->kind = g_strdup ("publish");
  small->order->node = g_strdup ("350200");
  small->order->created = created;
  small->order->system = g_strdup ("s1");
  small->order->form = g_strdup (form);
  small->order->reason = g_strdup ("新表");
  zb_small_publication_fill (small, 1, "02", ">=");
  return small;
}

GBytes *
zb_small_publication_sign (const ZbSmallPublication *small, const ZbTestPerson *person, gint64 now)
{
  g_autoptr (GBytes) statement = zb_publication_write (small->order);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (statement, &length);
  GBytes *signature = zb_signature_make (person->signer, data, length, now, TRUE, &error);

  g_assert_no_error (error);
  return signature;
}

GBytes *
zb_small_publication_pack (const ZbSmallPublication *small, const ZbTestPerson *person, gint64 now)
{
  g_autoptr (GBytes) statement = zb_publication_write (small->order);
  g_autoptr (GBytes) signature = zb_small_publication_sign (small, person, now);
  GBytes *const signatures[] = {signature, NULL};
  gboolean publishes = strcmp (small->order->kind, "publish") == 0;
  g_autoptr (GError) error = NULL;
  GBytes *archive = zb_signed_publication_pack (statement, signatures,
                                                publishes ? small->contents : NULL, &error);

  g_assert_no_error (error);
  return archive;
}
