import type { IStorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { type Manifest, rowed } from '../framework/spec.ts';

export const STORAGE_CLASS = 'gp3';
export const KEPT_STORAGE_CLASS = 'gp3-kept';

/** The key is the default one of EBS in the account: the driver's role needs no other. */
const storageClass = (name: string, reclaimPolicy: 'Delete' | 'Retain', isDefault: boolean) =>
  rowed<IStorageClass>(['S5', 'O1', 'O2'], {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
    },
    provisioner: 'ebs.csi.aws.com',
    parameters: { type: 'gp3', encrypted: 'true', 'csi.storage.k8s.io/fstype': 'ext4' },
    reclaimPolicy,
    allowVolumeExpansion: true,
    // A disk is in one zone: it is made where the pod goes, not before.
    volumeBindingMode: 'WaitForFirstConsumer',
  });

/** `gp3-kept` keeps the disk when its claim goes: for what no other region has. */
export const storageClasses = (): Manifest[] => [
  storageClass(STORAGE_CLASS, 'Delete', true),
  storageClass(KEPT_STORAGE_CLASS, 'Retain', false),
];
